package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The part of a {@link LogDirectoryReport} about one partition. */
final class PartitionReport {
    private static final int SCAN_BYTES = 1 << 20;

    private final Disk disk;
    private final String directory;
    private final ReportText text;
    private final TreeMap<Long, Integer> epochsByStart = new TreeMap<>();
    private Optional<Long> recoveryPoint = Optional.empty();

    PartitionReport(Disk disk, String directory, ReportText text) {
        this.disk = disk;
        this.directory = directory;
        this.text = text;
    }

    void write(Optional<Long> checkpointed) throws StorageException {
        recoveryPoint = checkpointed;
        List<String> names = disk.list(directory);
        List<Long> bases = SegmentName.baseOffsets(names, SegmentName.LOG);
        text.line(0, (directory.isEmpty() ? "partition" : directory) + ": " + bases.size() + " segments"
                + checkpointed.map(point -> ", recovery point " + point).orElse(""));
        epochs();
        OptionalLong expected = OptionalLong.empty();
        for (long base : bases) {
            if (expected.isPresent() && expected.getAsLong() != base) {
                Flaw gap = new Flaw("base offset " + base, "" + expected.getAsLong() + " where the segment before it ends");
                text.damage(1, new Damage(path(base, SegmentName.LOG), 0, expected.getAsLong(), gap).toString());
            }
            expected = segment(base);
        }
        for (long orphan : SegmentName.baseOffsets(names, SegmentName.INDEX)) {
            if (!bases.contains(orphan)) {
                text.damage(1, path(orphan, SegmentName.INDEX) + ": found an index, expected its log beside it");
            }
        }
    }

    private void epochs() {
        if (!disk.exists(Disk.join(directory, LeaderEpochCache.FILE_NAME))) {
            return;
        }
        try {
            List<EpochEntry> entries = LeaderEpochCache.open(disk, directory).entries();
            text.line(1, LeaderEpochCache.FILE_NAME + ": " + entries.size() + " entries");
            for (EpochEntry entry : entries) {
                text.line(2, "leader epoch " + entry.leaderEpoch() + " starts at offset " + entry.startOffset());
                epochsByStart.put(entry.startOffset(), entry.leaderEpoch());
            }
        } catch (StorageException e) {
            text.line(1, LeaderEpochCache.FILE_NAME + ":");
            text.damage(2, e.getMessage());
        }
    }

    /** Reports a segment's log and index; returns the offset that follows it, if its batches could be followed to the end. */
    private OptionalLong segment(long base) throws StorageException {
        TreeMap<Long, Long> lastOffsets = new TreeMap<>();
        try (DiskFile log = disk.open(path(base, SegmentName.LOG))) {
            text.line(1, SegmentName.of(base, SegmentName.LOG) + ": " + log.size() + " bytes");
            BatchScanner scanner = BatchScanner.of(log, 0, log.size(), base, SCAN_BYTES);
            for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
                lastOffsets.put(scanner.position(), header.get().lastOffset());
                batch(log, scanner.position(), scanner.batch());
            }
            scanner.flaw().ifPresent(flaw -> damaged(new Damage(log.path(), scanner.position(), scanner.nextOffset(), flaw)));
            index(base, lastOffsets, scanner.flaw().isPresent() ? scanner.position() : Long.MAX_VALUE);
            return scanner.flaw().isPresent() ? OptionalLong.empty() : OptionalLong.of(scanner.nextOffset());
        }
    }

    private void batch(DiskFile log, long position, RecordBatch batch) {
        BatchHeader header = batch.header();
        Optional<Flaw> flaw = batch.flaw();
        text.line(2, "position " + position + ": offsets " + header.baseOffset() + " to " + header.lastOffset() + ", leader epoch "
                + header.leaderEpoch() + ", " + header.recordCount() + " records, " + header.sizeInBytes() + " bytes, CRC "
                + (flaw.isPresent() ? "wrong" : "ok"));
        if (flaw.isPresent()) {
            damaged(new Damage(log.path(), position, header.baseOffset(), flaw.get()));
            return;
        }
        Map.Entry<Long, Integer> epoch = epochsByStart.floorEntry(header.baseOffset());
        if (epoch != null && epoch.getValue() != header.leaderEpoch()) {
            Flaw otherEpoch = new Flaw("leader epoch " + header.leaderEpoch(), epoch.getValue() + " as in " + LeaderEpochCache.FILE_NAME);
            damaged(new Damage(log.path(), position, header.baseOffset(), otherEpoch));
        }
        records(log, position, batch);
    }

    private void records(DiskFile log, long position, RecordBatch batch) {
        try {
            batch.entries();
        } catch (InvalidBatchException e) {
            text.damage(3, log.path() + ": position " + position + " (offset " + batch.header().baseOffset() + "): " + e.getMessage());
        }
    }

    /** @param lastOffsets of the batches by position, as far as {@code readableEnd}, where they can no longer be followed */
    private void index(long base, TreeMap<Long, Long> lastOffsets, long readableEnd) throws StorageException {
        String path = path(base, SegmentName.INDEX);
        if (!disk.exists(path)) {
            text.line(1, SegmentName.of(base, SegmentName.INDEX) + ": missing; it is rebuilt when the log is opened");
            return;
        }
        try (DiskFile file = disk.open(path)) {
            OffsetIndex index = OffsetIndex.load(file, base);
            int count = usedEntries(index);
            text.line(1, SegmentName.of(base, SegmentName.INDEX) + ": " + count + " entries"
                    + (count < index.count() ? ", " + (index.count() - count) + " preallocated" : ""));
            if (file.size() % OffsetIndex.ENTRY_BYTES != 0) {
                text.damage(2, path + ": " + new Flaw(file.size() + " bytes", "a multiple of " + OffsetIndex.ENTRY_BYTES));
            }
            for (int i = 0; i < count; i++) {
                IndexEntry entry = index.entry(i);
                text.line(2, "offset " + entry.offset() + " at position " + entry.position());
                Long lastOffset = lastOffsets.get(entry.position());
                if (entry.position() < readableEnd && (lastOffset == null || lastOffset != entry.offset())) {
                    String expected = lastOffset == null ? "the position of a batch" : "offset " + lastOffset;
                    text.damage(2, path + ": entry " + i + ": " + new Flaw("offset " + entry.offset() + " at position " + entry.position(), expected));
                }
            }
        }
    }

    /** Kafka preallocates the index of the active segment with zeros; a real entry never points to position 0. */
    private static int usedEntries(OffsetIndex index) {
        int count = index.count();
        while (count > 0 && index.entry(count - 1).position() == 0) {
            count--;
        }
        return count;
    }

    private void damaged(Damage damage) {
        String consequence = recoveryPoint.map(point -> damage.offset() < point
                ? "; below the recovery point " + point + ": flushed records are damaged"
                : "; not below the recovery point " + point + ": recovery cuts the log here").orElse("");
        text.damage(3, damage + consequence);
    }

    private String path(long base, String suffix) {
        return Disk.join(directory, SegmentName.of(base, suffix));
    }
}
