package dev.tidemark.storage;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * The sparse index of a segment, in memory and in the file {@code <base offset>.index}; Kafka's format. An entry says: the batch at
 * {@code position} ends with {@code offset}. It is derived from the log and rebuilt from it, so new entries reach the file only on
 * {@link #sync} and {@link #close}. One thread writes, any number read.
 *
 * <pre>
 *   { relativeOffset:4 | position:4 }*     offset = base offset + relativeOffset; both ascending
 * </pre>
 */
final class OffsetIndex {
    static final int ENTRY_BYTES = 8;
    private static final int FIELDS = 2;

    private final DiskFile file;
    private final long baseOffset;
    private int[] fields;
    private int count;
    /** So many of the fields are in the file; those from {@code count} on are forgotten, and may be noted again. */
    private int written;
    private boolean isSynced = true;
    /** Entries that are gone from the file may still be on the platter: a process that died took them out. */
    private boolean mayComeBack;

    private OffsetIndex(DiskFile file, long baseOffset, int[] fields) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.fields = fields;
        this.count = fields.length / FIELDS;
        this.written = count;
    }

    /** Whether the index of a segment that begins at an offset can tell of another. */
    static boolean canExpress(long baseOffset, long offset) {
        return offset - baseOffset <= Integer.MAX_VALUE;
    }

    /** Reads the entries as they are; {@link #flaw} judges them. */
    static OffsetIndex load(DiskFile file, long baseOffset) throws StorageException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size() / ENTRY_BYTES * ENTRY_BYTES));
        file.read(bytes, 0);
        bytes.flip();
        int[] fields = new int[bytes.remaining() / Integer.BYTES];
        bytes.asIntBuffer().get(fields);
        return new OffsetIndex(file, baseOffset, fields);
    }

    /** Why this cannot be the index of a log of {@code logSize} bytes: a torn or preallocated file, entries out of order, or one for the first batch. */
    synchronized Optional<Flaw> flaw(long logSize) {
        if (file.size() % ENTRY_BYTES != 0) {
            return Optional.of(new Flaw(file.size() + " bytes", "a multiple of " + ENTRY_BYTES));
        }
        for (int i = 0; i < count; i++) {
            boolean ascends = i == 0 ? relativeOffset(0) > 0 && position(0) > 0 : relativeOffset(i) > relativeOffset(i - 1) && position(i) > position(i - 1);
            if (!ascends || position(i) >= logSize) {
                return Optional.of(new Flaw("entry " + i + ": " + entry(i), "offset and position above those before, and below " + logSize));
            }
        }
        return Optional.empty();
    }

    /** Adds an entry for a batch if more than {@code intervalBytes} of log lie between it and the last one indexed; returns whether it did. */
    boolean maybeAppend(long lastOffset, long position, int intervalBytes) {
        long indexed = count == 0 ? 0 : position(count - 1); // no lock: this is the thread that writes
        if (position - indexed <= intervalBytes) {
            return false;
        }
        append(lastOffset, position);
        return true;
    }

    private synchronized void append(long lastOffset, long position) {
        if ((count + 1) * FIELDS > fields.length) {
            fields = Arrays.copyOf(fields, Math.max(16, fields.length * 2));
        }
        note(Math.toIntExact(lastOffset - baseOffset), Math.toIntExact(position));
    }

    private void note(int relativeOffset, int position) {
        if (count >= written || relativeOffset(count) != relativeOffset || position(count) != position) {
            fields[count * FIELDS] = relativeOffset;
            fields[count * FIELDS + 1] = position;
            written = Math.min(written, count);
            isSynced = false;
        }
        count++;
    }

    /** The last entry with an offset below {@code offset}. */
    synchronized Optional<IndexEntry> lastBelow(long offset) {
        int below = countBelow(offset);
        return below == 0 ? Optional.empty() : Optional.of(entry(below - 1));
    }

    /** Where to begin to read for an offset: at the batch of the last entry up to it; 0 without one. */
    synchronized long startFor(long offset) {
        int upTo = countBelow(offset + 1);
        return upTo == 0 ? 0 : position(upTo - 1);
    }

    private int countBelow(long offset) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (baseOffset + relativeOffset(middle) < offset) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Drops the entries that point at or past {@code position}. */
    synchronized void truncateTo(long position) {
        while (count > 0 && position(count - 1) >= position) {
            count--;
            isSynced = false;
        }
    }

    /** Forgets all entries, whatever they are: also those that may be noted again are to go from the file first. */
    synchronized void clear() {
        count = 0;
        written = 0;
        isSynced = false;
    }

    /** For the thread that writes. */
    boolean isFull(int maxBytes) {
        return count >= maxBytes / ENTRY_BYTES;
    }

    synchronized int count() {
        return count;
    }

    synchronized IndexEntry entry(int i) {
        return new IndexEntry(baseOffset + relativeOffset(i), position(i));
    }

    /** Whether the file holds these entries, and nothing else. */
    synchronized boolean isWritten() {
        return written == count && file.size() == (long) count * ENTRY_BYTES;
    }

    /** What was found in the file, or not in it, may be the work of a process that died before it synced that. */
    void doubt() {
        isSynced = false;
        mayComeBack = true;
    }

    /** Makes it durable that entries are gone from the file that are no longer right. */
    void syncRemovals() throws StorageException {
        if (removeFromFile() || mayComeBack) {
            file.sync();
            mayComeBack = false;
        }
    }

    private boolean removeFromFile() throws StorageException {
        written = Math.min(written, count);
        if (file.size() <= (long) written * ENTRY_BYTES) {
            return false;
        }
        file.truncate((long) written * ENTRY_BYTES);
        return true;
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
        removeFromFile();
        if (written < count) {
            ByteBuffer bytes = ByteBuffer.allocate((count - written) * ENTRY_BYTES);
            bytes.asIntBuffer().put(fields, written * FIELDS, (count - written) * FIELDS);
            file.append(bytes);
            written = count;
        }
    }

    private int relativeOffset(int i) {
        return fields[i * FIELDS];
    }

    private int position(int i) {
        return fields[i * FIELDS + 1];
    }
}
