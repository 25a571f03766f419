package dev.tidemark.storage.record;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/**
 * Finds the first batch that reaches an offset, from a place in a file on. It looks at four fields of each header and makes no objects for them:
 * this is what every fetch begins with. Where it meets something that is no batch it gives up, and {@link BatchScanner} can say why.
 */
public final class BatchSearch {
    private static final int LOOKED_AT_BYTES = RecordBatch.LAST_OFFSET_DELTA_AT + Integer.BYTES;

    private final DiskFile file;
    private final long end;
    private final ByteBuffer header = ByteBuffer.allocate(LOOKED_AT_BYTES);
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
            read();
            sizeInBytes = header.getInt(RecordBatch.LENGTH_AT) + RecordBatch.PREFIX_BYTES;
            if (header.get(RecordBatch.MAGIC_AT) != RecordBatch.MAGIC || sizeInBytes < RecordBatch.HEADER_BYTES || sizeInBytes > end - position) {
                return false;
            }
            baseOffset = header.getLong(0);
            boolean isTooFar = baseOffset > offset && position == start && start > 0; // what should be here lies in front: the index was wrong
            if (isTooFar) {
                start = 0;
                position = 0;
            } else if (baseOffset + header.getInt(RecordBatch.LAST_OFFSET_DELTA_AT) >= offset) {
                return true;
            } else {
                position += sizeInBytes;
            }
        }
        return false;
    }

    /** Nothing but the fields: reading more at once would drag in what nobody looks at, which costs more than another call. */
    private void read() throws StorageException {
        if (file.read(header.clear(), position) < LOOKED_AT_BYTES) {
            throw new StorageException(file.path() + ": position " + position + ": found the end of the file, expected a batch header");
        }
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
