package dev.tidemark.storage;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sparse time index of a segment, in memory and in the file {@code <base offset>.timeindex}; Kafka's format. An entry says: no record up
 * to {@code offset} is younger than {@code timestamp}, and the batch that ends there is as young. Derived from the log and rebuilt from it:
 * new entries reach the file only on {@link #sync} and {@link #close}. One thread writes, any number read.
 *
 * <pre>
 *   { timestamp:8 | relativeOffset:4 }*     offset = base offset + relativeOffset; both ascending
 * </pre>
 */
final class TimeIndex {
    static final int ENTRY_BYTES = 12;

    private final DiskFile file;
    private final long baseOffset;
    private long[] timestamps;
    private int[] relativeOffsets;
    private int count;
    /** So many are in the file; those from {@code count} on are forgotten, and may be noted again. */
    private int written;
    private boolean isSynced = true;

    private TimeIndex(DiskFile file, long baseOffset, int count) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.timestamps = new long[count];
        this.relativeOffsets = new int[count];
        this.count = count;
        this.written = count;
    }

    /** An entry. */
    record Entry(long timestampMs, long offset) {}

    /** Reads the entries as they are; {@link #flaw} judges them. */
    static TimeIndex load(DiskFile file, long baseOffset) throws StorageException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() / ENTRY_BYTES * ENTRY_BYTES));
        file.read(bytes, 0);
        bytes.flip();
        TimeIndex index = new TimeIndex(file, baseOffset, bytes.remaining() / ENTRY_BYTES);
        for (int i = 0; i < index.count; i++) {
            index.timestamps[i] = bytes.getLong();
            index.relativeOffsets[i] = bytes.getInt();
        }
        index.isSynced = index.isWritten(); // a torn entry is to go
        return index;
    }

    /** As {@link OffsetIndex#doubt}. */
    void doubt() {
        isSynced = false;
    }

    /** Why this cannot be the time index of a segment that ends before an offset. */
    synchronized Optional<Flaw> flaw(long endOffset) {
        if (file.size() % ENTRY_BYTES != 0) {
            return Optional.of(new Flaw(file.size() + " bytes", "a multiple of " + ENTRY_BYTES));
        }
        for (int i = 0; i < count; i++) {
            boolean ascends = i == 0 || timestamps[i] > timestamps[i - 1] && relativeOffsets[i] >= relativeOffsets[i - 1];
            if (!ascends || relativeOffsets[i] < 0 || baseOffset + relativeOffsets[i] >= endOffset) {
                return Optional.of(new Flaw("entry " + i + ": " + entry(i), "timestamp and offset above those before, and an offset below " + endOffset));
            }
        }
        return Optional.empty();
    }

    /** Adds an entry if it is younger than the last. */
    void maybeAppend(long timestampMs, long offset) {
        if (timestampMs > (count == 0 ? -1 : timestamps[count - 1])) { // no lock: this is the thread that writes
            append(timestampMs, offset);
        }
    }

    private synchronized void append(long timestampMs, long offset) {
        if (count == timestamps.length) {
            timestamps = Arrays.copyOf(timestamps, Math.max(16, count * 2));
            relativeOffsets = Arrays.copyOf(relativeOffsets, timestamps.length);
        }
        note(timestampMs, Math.toIntExact(offset - baseOffset));
    }

    private void note(long timestampMs, int relativeOffset) {
        if (count >= written || timestamps[count] != timestampMs || relativeOffsets[count] != relativeOffset) {
            timestamps[count] = timestampMs;
            relativeOffsets[count] = relativeOffset;
            written = Math.min(written, count);
            isSynced = false;
        }
        count++;
    }

    /** The last entry that is not younger than a time: no record up to its offset is younger than it. */
    synchronized Optional<Entry> lastAtOrBefore(long timestampMs) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (timestamps[middle] <= timestampMs) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? Optional.empty() : Optional.of(entry(low - 1));
    }

    synchronized Optional<Entry> last() {
        return count == 0 ? Optional.empty() : Optional.of(entry(count - 1));
    }

    /** Drops the entries at an offset or above. */
    synchronized void truncateTo(long offset) {
        while (count > 0 && baseOffset + relativeOffsets[count - 1] >= offset) {
            count--;
            isSynced = false;
        }
    }

    /** For the thread that writes. */
    boolean isFull(int maxBytes) {
        return count >= maxBytes / ENTRY_BYTES - 1; // one is kept for the roll
    }

    synchronized int count() {
        return count;
    }

    synchronized Entry entry(int i) {
        return new Entry(timestamps[i], baseOffset + relativeOffsets[i]);
    }

    /** Whether the file holds these entries, and nothing else. */
    synchronized boolean isWritten() {
        return written == count && file.size() == (long) count * ENTRY_BYTES;
    }

    void sync() throws StorageException {
        if (!isSynced) {
            write();
            file.sync();
            isSynced = true;
        }
    }

    void close() throws StorageException {
        file.close();
    }

    private void write() throws StorageException {
        written = Math.min(written, count);
        if (file.size() > (long) written * ENTRY_BYTES) {
            file.truncate((long) written * ENTRY_BYTES);
        }
        if (written < count) {
            ByteBuffer bytes = ByteBuffer.allocate((count - written) * ENTRY_BYTES);
            for (int i = written; i < count; i++) {
                bytes.putLong(timestamps[i]).putInt(relativeOffsets[i]);
            }
            file.append(bytes.flip());
            written = count;
        }
    }
}
