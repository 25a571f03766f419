package dev.tidemark.storage.record;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Steps over the batches in a range of a file (or of a buffer), reading ahead in large pieces. It stops at the end of the range or at the
 * first flaw: bytes that are no batch, or a batch whose base offset does not follow its predecessor's last; where compaction may have left
 * gaps it must only be higher. (The CRC does not cover the base offset: only this finds it damaged.) Bodies are read and checked only if
 * asked for.
 */
public final class BatchScanner {
    /** For a start whose base offset is not known. */
    public static final long ANY_OFFSET = -1;

    private final ByteSource source;
    private final long end;
    private ByteBuffer buffer;
    private long bufferAt;
    private long nextPosition;
    private long nextOffset;
    private long position;
    private boolean gapsAreAllowed;
    private Optional<BatchHeader> current = Optional.empty();
    private Optional<Flaw> flaw = Optional.empty();

    private BatchScanner(ByteSource source, ByteBuffer buffer, long start, long end, long nextOffset) {
        this.source = source;
        this.buffer = buffer;
        this.bufferAt = start;
        this.nextPosition = start;
        this.position = start;
        this.end = end;
        this.nextOffset = nextOffset;
    }

    /** Over bytes {@code start} to {@code end} of a file, of which the first batch has base offset {@code nextOffset}. */
    public static BatchScanner of(DiskFile file, long start, long end, long nextOffset, int bufferBytes) {
        int capacity = (int) Math.min(Math.max(bufferBytes, RecordBatch.HEADER_BYTES), Math.max(end - start, 0));
        return new BatchScanner(file::read, ByteBuffer.allocate(capacity).limit(0), start, end, nextOffset);
    }

    /** Over the remaining bytes of a buffer. */
    public static BatchScanner of(ByteBuffer bytes, long nextOffset) {
        ByteSource complete = (target, at) -> {
            throw new IllegalStateException("byte " + at + " lies outside of a complete buffer");
        };
        return new BatchScanner(complete, bytes.slice(), 0, bytes.remaining(), nextOffset);
    }

    /** Accepts offsets that ascend with gaps, as compaction leaves them. */
    public BatchScanner allowingGaps() {
        gapsAreAllowed = true;
        return this;
    }

    /** Steps to the next batch and gives its header; empty at the end of the range and at a flaw. */
    public Optional<BatchHeader> next() throws StorageException {
        position = nextPosition;
        current = Optional.empty();
        if (flaw.isPresent() || position >= end) {
            return current;
        }
        long available = end - position;
        int at = ensure(Math.min(available, RecordBatch.HEADER_BYTES));
        flaw = BatchHeader.flaw(buffer, at, available);
        if (flaw.isPresent()) {
            return current;
        }
        BatchHeader header = BatchHeader.read(buffer, at);
        if (nextOffset != ANY_OFFSET && header.baseOffset() != nextOffset && (!gapsAreAllowed || header.baseOffset() < nextOffset)) {
            flaw = Optional.of(new Flaw("base offset " + header.baseOffset(), nextOffset + (gapsAreAllowed ? " or more" : "")));
            return current;
        }
        nextPosition = position + header.sizeInBytes();
        nextOffset = header.endOffset();
        current = Optional.of(header);
        return current;
    }

    /** The current batch, whole; its bytes are valid until the next call. */
    public RecordBatch batch() throws StorageException {
        BatchHeader header = current.orElseThrow(() -> new IllegalStateException("no current batch"));
        int at = ensure(header.sizeInBytes()); // may replace the buffer
        return RecordBatch.view(buffer, at, header);
    }

    /** Position of the current batch or, once {@link #next} gave nothing, of the end or of the flaw. */
    public long position() {
        return position;
    }

    public long nextPosition() {
        return nextPosition;
    }

    /** The offset that follows the batches so far. */
    public long nextOffset() {
        return nextOffset;
    }

    public Optional<Flaw> flaw() {
        return flaw;
    }

    /** Bytes {@code from} to {@code to} of the range, which are still in the buffer. */
    public ByteBuffer buffered(long from, long to) {
        return buffer.slice((int) (from - bufferAt), (int) (to - from));
    }

    /** Brings {@code length} bytes from the current position on into the buffer; returns where in it they begin. */
    private int ensure(long length) throws StorageException {
        if (position < bufferAt || position + length > bufferAt + buffer.limit()) {
            fill((int) length);
        }
        return (int) (position - bufferAt);
    }

    private void fill(int length) throws StorageException {
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(length);
        }
        buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
        bufferAt = position;
        source.read(buffer, position);
        buffer.flip();
        if (buffer.limit() < length) {
            throw new StorageException("position " + position + ": " + new Flaw(buffer.limit() + " bytes", length + " within the file"));
        }
    }

    /** What {@link DiskFile#read} does. */
    private interface ByteSource {
        int read(ByteBuffer target, long position) throws StorageException;
    }
}
