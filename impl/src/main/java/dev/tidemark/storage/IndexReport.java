package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The part of a {@link LogDirectoryReport} about one index of a segment, whose entries are held against the batches as those come. */
abstract class IndexReport implements AutoCloseable {
    private final EntryFile file;
    private final ReportText text;
    private final long baseOffset;
    private long unused;
    private long used;

    private IndexReport(EntryFile file, long baseOffset, ReportText text) {
        this.file = file;
        this.baseOffset = baseOffset;
        this.text = text;
    }

    /** What an entry says of the batches, and how it looks. */
    record Entry(long index, long key, long value) { }

    static IndexReport ofOffsets(Disk disk, String path, long baseOffset, ReportText text) throws StorageException {
        return new Offsets(new EntryFile(disk, path, OffsetIndex.ENTRY_BYTES), baseOffset, text);
    }

    static IndexReport ofTimes(Disk disk, String path, long baseOffset, ReportText text) throws StorageException {
        return new Times(new EntryFile(disk, path, TimeIndex.ENTRY_BYTES), baseOffset, text);
    }

    /** The next batch of the log: what the entries that it decides about should say. */
    abstract void batch(BatchHeader header, long position) throws StorageException;

    /** The log has ended. If it could be followed to its end, whatever entries are left point nowhere. */
    void end(boolean isWhole) throws StorageException {
        for (Optional<Entry> entry = peek(); entry.isPresent(); entry = peek()) {
            if (isWhole) {
                wrong(entry.get(), "nothing behind the last batch");
            }
            take();
        }
        String name = file.path().substring(file.path().lastIndexOf('/') + 1);
        text.line(1, name + ": " + used + " entries" + (unused > 0 ? ", " + unused + " preallocated" : ""));
        if (file.tornBytes() > 0) {
            text.damage(2, file.path() + ": " + new Flaw(file.tornBytes() + " bytes behind the last entry", "whole entries"));
        }
        text.endFile(2);
    }

    private Optional<Entry> current = Optional.empty();

    /** The entry that is to be looked at; zeros at the end of a file are what Kafka preallocates, zeros in front of others are not. */
    final Optional<Entry> peek() throws StorageException {
        long zerosFrom = file.nextIndex();
        while (current.isEmpty() && file.hasNext()) {
            long index = file.nextIndex();
            ByteBuffer bytes = file.next();
            if (isZero(bytes)) {
                unused++;
            } else {
                current = Optional.of(decode(index, bytes, baseOffset));
                if (unused > 0) {
                    text.damage(2, file.path() + ": entry " + zerosFrom + ": " + new Flaw(unused + " entries of zeros", "none in front of entry " + index));
                    unused = 0;
                }
            }
        }
        return current;
    }

    final void take() {
        used++;
        if (text.shows(ReportDetail.BATCHES)) {
            text.line(2, describe(current.orElseThrow()));
        }
        current = Optional.empty();
    }

    final void wrong(Entry entry, String expected) {
        text.damage(2, file.path() + ": entry " + entry.index() + ": " + new Flaw(describe(entry), expected));
    }

    private static boolean isZero(ByteBuffer bytes) {
        for (int i = 0; i < bytes.remaining(); i++) {
            if (bytes.get(i) != 0) {
                return false;
            }
        }
        return true;
    }

    abstract Entry decode(long index, ByteBuffer bytes, long base);

    abstract String describe(Entry entry);

    @Override
    public void close() throws StorageException {
        file.close();
    }

    /** An entry (offset, position): the batch at that position ends with that offset. */
    private static final class Offsets extends IndexReport {
        private Offsets(EntryFile file, long baseOffset, ReportText text) {
            super(file, baseOffset, text);
        }

        @Override
        Entry decode(long index, ByteBuffer bytes, long base) {
            return new Entry(index, bytes.getInt(4), base + bytes.getInt(0));
        }

        @Override
        String describe(Entry entry) {
            return "offset " + entry.value() + " at position " + entry.key();
        }

        @Override
        void batch(BatchHeader header, long position) throws StorageException {
            for (Optional<Entry> entry = peek(); entry.isPresent() && entry.get().key() <= position; entry = peek()) {
                if (entry.get().key() < position) {
                    wrong(entry.get(), "the position of a batch, above those before it");
                } else if (entry.get().value() != header.lastOffset()) {
                    wrong(entry.get(), "offset " + header.lastOffset());
                }
                take();
            }
        }
    }

    /** An entry (offset, timestamp): the youngest record up to that offset has that timestamp. */
    private static final class Times extends IndexReport {
        private long youngestMs = -1;

        private Times(EntryFile file, long baseOffset, ReportText text) {
            super(file, baseOffset, text);
        }

        @Override
        Entry decode(long index, ByteBuffer bytes, long base) {
            return new Entry(index, base + bytes.getInt(8), bytes.getLong(0));
        }

        @Override
        String describe(Entry entry) {
            return "timestamp " + entry.value() + " at offset " + entry.key();
        }

        @Override
        void batch(BatchHeader header, long position) throws StorageException {
            youngestMs = Math.max(youngestMs, header.maxTimestampMs());
            for (Optional<Entry> entry = peek(); entry.isPresent() && entry.get().key() <= header.lastOffset(); entry = peek()) {
                if (entry.get().value() != youngestMs) {
                    wrong(entry.get(), "timestamp " + youngestMs + ", of the youngest record up to there");
                }
                take();
            }
        }
    }
}
