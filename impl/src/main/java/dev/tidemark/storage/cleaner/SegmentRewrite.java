package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Writes what remains of a group of segments into a new one, in steps, then swaps it for them. If that would grow too large (segment.bytes is less
 * than when they were written, or what was rebuilt is larger than before) it goes on in another one.
 */
final class SegmentRewrite {
    private static final int WRITE_BYTES = 1 << 17;
    /** The platter is then at work while the next bytes are read and filtered, and the flush in the end is short. */
    private static final int WRITE_BEHIND_BYTES = 1 << 22;

    private final PartitionLog log;
    private final List<Segment> old;
    private final int cuts;
    private final List<Segment> cleaned = new ArrayList<>();
    private final BatchFilter filter;
    private final Deque<Segment> unread;
    private final List<RecordBatch> pending = new ArrayList<>();
    private ByteBuffer pendingBytes;
    private BatchScanner scanner;
    private Segment reading;
    private long bytesMoved;
    private long unforced;

    /** @param cuts how often the log had been cut when the round began */
    SegmentRewrite(PartitionLog log, int cuts, List<Segment> group, BatchFilter filter, ByteBuffer buffer) throws StorageException {
        this.log = log;
        this.old = group;
        this.cuts = cuts;
        this.filter = filter;
        this.unread = new ArrayDeque<>(group);
        this.pendingBytes = buffer.clear();
        begin(group.get(0).baseOffset());
    }

    private void begin(long baseOffset) throws StorageException {
        cleaned.add(log.createCleaned(baseOffset));
    }

    static ByteBuffer newBuffer() {
        return ByteBuffer.allocateDirect(WRITE_BYTES);
    }

    /** Read and written. */
    long bytesMoved() {
        return bytesMoved;
    }

    /** Reads on for about so many bytes; whether there is more to read. */
    boolean step(int bytes) throws StorageException, InvalidBatchException {
        for (long read = 0; read < bytes;) {
            Optional<BatchHeader> header = next();
            if (header.isEmpty()) {
                writePending();
                return false;
            }
            RecordBatch batch = scanner.batch();
            requireSound(batch);
            Optional<RecordBatch> remains = filter.filter(batch);
            if (remains.isPresent()) {
                write(remains.get());
            }
            read += header.get().sizeInBytes();
            bytesMoved += header.get().sizeInBytes();
        }
        return true;
    }

    private Optional<BatchHeader> next() throws StorageException, InvalidBatchException {
        while (true) {
            if (scanner == null) {
                if (unread.isEmpty()) {
                    return Optional.empty();
                }
                reading = unread.remove();
                scanner = reading.batches();
            }
            Optional<BatchHeader> header = scanner.next();
            if (header.isPresent()) {
                return header;
            }
            if (scanner.flaw().isPresent()) {
                throw damaged(scanner.nextOffset(), scanner.flaw().get());
            }
            scanner = null;
        }
    }

    /** A rebuilt batch would get a CRC that fits whatever is in it: damage must be found before. */
    private void requireSound(RecordBatch batch) throws InvalidBatchException {
        Optional<Flaw> flaw = batch.flaw();
        if (flaw.isPresent()) {
            throw damaged(batch.header().baseOffset(), flaw.get());
        }
    }

    private InvalidBatchException damaged(long offset, Flaw flaw) {
        return new InvalidBatchException("segment " + reading.baseOffset() + ", position " + scanner.position() + " (offset " + offset + ")", flaw);
    }

    private Segment last() {
        return cleaned.get(cleaned.size() - 1);
    }

    private void write(RecordBatch batch) throws StorageException {
        int size = batch.header().sizeInBytes();
        bytesMoved += size;
        if (!last().hasSpaceFor(batch.header(), pendingBytes.position())) {
            writePending();
            begin(batch.header().baseOffset());
        }
        if (pendingBytes.remaining() < size) {
            writePending();
            if (pendingBytes.capacity() < size) {
                append(batch.rawBytes(), List.of(batch));
                return;
            }
        }
        int at = pendingBytes.position();
        pendingBytes.put(batch.rawBytes());
        pending.add(RecordBatch.view(pendingBytes, at, batch.header()));
    }

    private void writePending() throws StorageException {
        if (!pending.isEmpty()) {
            append(pendingBytes.flip(), pending);
            pending.clear();
        }
        pendingBytes.clear();
    }

    private void append(ByteBuffer bytes, List<RecordBatch> batches) throws StorageException {
        unforced += bytes.remaining();
        log.changeCleaned(() -> last().append(bytes, batches));
        if (unforced >= WRITE_BEHIND_BYTES) {
            last().writeBehind();
            unforced = 0;
        }
    }

    /** Whether the log still has what is rewritten, as it was read. */
    boolean isOfUse() {
        return log.cuts() == cuts && log.segments().containsAll(old);
    }

    /** Whether it was of use; if not, nothing is done. */
    boolean swap(long nowMs) throws StorageException {
        synchronized (log) {
            boolean isOfUse = isOfUse();
            if (isOfUse) {
                log.replace(cleaned, old, nowMs);
            } else {
                abandon();
            }
            return isOfUse;
        }
    }

    /** Its files go at once: with one of them there, a later swap above it would pass for incomplete, and be undone. */
    void abandon() throws StorageException {
        for (Segment segment : cleaned) {
            log.changeCleaned(segment::delete);
        }
    }
}
