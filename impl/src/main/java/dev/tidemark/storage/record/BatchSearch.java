package dev.tidemark.storage.record;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/**
 * Finds the first batch that reaches an offset, from a place in a file on. It looks at four fields of each header and makes no objects for them:
 * this is what every fetch begins with. Where it meets something that is no batch it gives up, and {@link BatchScanner} can say why. A thread has
 * one at a time.
 */
public final class BatchSearch {
    private static final int LOOKED_AT_BYTES = RecordBatch.LAST_OFFSET_DELTA_AT + Integer.BYTES;
    /** As much as lies between two index entries, mostly. */
    private static final int AHEAD_BYTES = 4_096;
    private static final ThreadLocal<ByteBuffer> BUFFER = ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(AHEAD_BYTES));

    private final DiskFile file;
    private final long end;
    private final ByteBuffer buffer = BUFFER.get().limit(0);
    private long bufferAt;
    private long start;
    private long position;
    private long baseOffset;
    private int sizeInBytes;

    public BatchSearch(DiskFile file, long start, long end) {
        this.file = file;
        this.start = start;
        this.position = start;
        this.end = end;
    }

    /** Goes to the first batch with a record, or a place for one, at an offset or above; false if there is none before the end or a flaw. */
    public boolean find(long offset) throws StorageException {
        while (position + RecordBatch.HEADER_BYTES <= end) {
            int at = headerAt();
            sizeInBytes = buffer.getInt(at + RecordBatch.LENGTH_AT) + RecordBatch.PREFIX_BYTES;
            if (buffer.get(at + RecordBatch.MAGIC_AT) != RecordBatch.MAGIC || sizeInBytes < RecordBatch.HEADER_BYTES || sizeInBytes > end - position) {
                return false;
            }
            baseOffset = buffer.getLong(at);
            boolean isTooFar = baseOffset > offset && position == start && start > 0; // what should be here lies in front: the index was wrong
            if (isTooFar) {
                start = 0;
                position = 0;
            } else if (baseOffset + buffer.getInt(at + RecordBatch.LAST_OFFSET_DELTA_AT) >= offset) {
                return true;
            } else {
                position += sizeInBytes;
            }
        }
        return false;
    }

    /**
     * Where in the buffer the header at the position is. It is read alone if it is the first, which mostly is the one, or behind a batch so large
     * that reading ahead would only drag in what nobody looks at; behind small ones that costs less than a call for each.
     */
    private int headerAt() throws StorageException {
        if (position < bufferAt || position + LOOKED_AT_BYTES > bufferAt + buffer.limit()) {
            boolean isAmongSmallOnes = position != start && sizeInBytes < AHEAD_BYTES / 2;
            buffer.clear().limit(isAmongSmallOnes ? AHEAD_BYTES : LOOKED_AT_BYTES);
            bufferAt = position;
            buffer.limit(file.read(buffer, position));
            if (buffer.limit() < LOOKED_AT_BYTES) {
                throw new StorageException(file.path() + ": position " + position + ": found the end of the file, expected a batch header");
            }
        }
        return (int) (position - bufferAt);
    }

    public long position() {
        return position;
    }

    public long baseOffset() {
        return baseOffset;
    }

    public int sizeInBytes() {
        return sizeInBytes;
    }
}
