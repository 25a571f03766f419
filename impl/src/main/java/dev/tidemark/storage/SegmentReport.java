package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;

/** The part of a {@link LogDirectoryReport} about one segment and its indexes. It reads a batch at a time. */
final class SegmentReport {
    private static final int SCAN_BYTES = 1 << 20;
    /** As much as a broker takes in one request, unless told otherwise. */
    private static final int MAX_BATCH_BYTES = 100 << 20;

    private final Disk disk;
    private final String directory;
    private final long base;
    private final ReportText text;
    private final NavigableMap<Long, Integer> epochsByStart;
    private final Optional<Long> recoveryPoint;
    private final ProducersReport producers;
    private final List<IndexReport> indexes = new ArrayList<>();
    private final RecordCursor cursor = new RecordCursor();
    private long batches;
    private long records;
    private long missing;
    private long youngestMs = -1;
    private boolean isSound = true;

    SegmentReport(Disk disk, String directory, long base, PartitionReport partition, ReportText text, ProducersReport producers) {
        this.disk = disk;
        this.directory = directory;
        this.base = base;
        this.text = text;
        this.epochsByStart = partition.epochsByStart();
        this.recoveryPoint = partition.recoveryPoint();
        this.producers = producers;
    }

    /**
     * Writes it; returns the offset that follows the segment, if its batches could be followed to the end.
     *
     * @param isCleaned whether gaps are no news; elsewhere they may have come from a leader whose log is compacted, as far as can be seen here
     */
    OptionalLong write(boolean isCleaned) throws StorageException {
        try (DiskFile log = disk.open(path(SegmentName.LOG))) {
            open();
            text.line(1, SegmentName.of(base, SegmentName.LOG) + ": " + log.size() + " bytes");
            BatchScanner scanner = BatchScanner.of(log, 0, log.size(), base, SCAN_BYTES);
            if (isCleaned || !descends(log)) {
                scanner.allowingGaps();
            }
            Optional<Flaw> flaw = batches(log, scanner);
            flaw.ifPresent(found -> damaged(new Damage(log.path(), scanner.position(), scanner.nextOffset(), found)));
            text.line(2, batches + " batches, " + records + " records"
                    + (batches > 0 ? ", offsets " + base + " to " + (scanner.nextOffset() - 1) + ", the youngest of " + youngestMs : ""));
            if (missing > 0 && !isCleaned) {
                text.line(2, missing + " offsets between them are missing: the cleaner took them where they came from, or they are lost");
            }
            text.endFile(2);
            for (IndexReport index : indexes) {
                index.end(flaw.isEmpty());
            }
            producers.transactions(base, flaw.isEmpty() && isSound);
            return flaw.isPresent() ? OptionalLong.empty() : OptionalLong.of(scanner.nextOffset());
        } finally {
            for (IndexReport index : indexes) {
                index.close();
            }
        }
    }

    /** Whether a batch lies below the one before it: then that one is not where it says, and what is in front of it is no gap. */
    private boolean descends(DiskFile log) throws StorageException {
        BatchScanner headers = BatchScanner.of(log, 0, log.size(), base, RecordBatch.HEADER_BYTES).allowingGaps();
        while (headers.next().isPresent()) {
            // to the end, or to what is wrong
        }
        ByteBuffer baseOffset = ByteBuffer.allocate(Long.BYTES);
        return headers.flaw().isPresent() && log.read(baseOffset, headers.position()) == Long.BYTES && baseOffset.getLong(0) < headers.nextOffset();
    }

    private void open() throws StorageException {
        if (disk.exists(path(SegmentName.INDEX))) {
            indexes.add(IndexReport.ofOffsets(disk, path(SegmentName.INDEX), base, text));
        }
        if (disk.exists(path(SegmentName.TIME_INDEX))) {
            indexes.add(IndexReport.ofTimes(disk, path(SegmentName.TIME_INDEX), base, text));
        }
        for (String kind : List.of(SegmentName.INDEX, SegmentName.TIME_INDEX)) {
            if (!disk.exists(path(kind))) {
                text.line(1, SegmentName.of(base, kind) + ": missing; it is rebuilt when the log is opened");
            }
        }
    }

    /** Returns why the rest cannot be followed, if so. */
    private Optional<Flaw> batches(DiskFile log, BatchScanner scanner) throws StorageException {
        long nextOffset = base;
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            if (header.get().sizeInBytes() > MAX_BATCH_BYTES) {
                return Optional.of(new Flaw("a batch of " + header.get().sizeInBytes() + " bytes", "at most " + MAX_BATCH_BYTES));
            }
            if (header.get().baseOffset() > nextOffset) {
                missing += header.get().baseOffset() - nextOffset;
                producers.loseTrack();
                if (text.shows(ReportDetail.BATCHES)) {
                    text.line(2, "offsets " + nextOffset + " to " + (header.get().baseOffset() - 1) + " are missing, as the cleaner leaves it");
                }
            }
            nextOffset = header.get().endOffset();
            for (IndexReport index : indexes) {
                index.batch(header.get(), scanner.position());
            }
            batch(log, scanner.position(), scanner.batch());
        }
        if (scanner.flaw().isPresent()) {
            lose();
        }
        return scanner.flaw();
    }

    private void lose() {
        isSound = false;
        producers.loseTrack();
    }

    private void batch(DiskFile log, long position, RecordBatch batch) {
        BatchHeader header = batch.header();
        Optional<Flaw> flaw = batch.flaw();
        batches++;
        youngestMs = Math.max(youngestMs, header.maxTimestampMs());
        if (text.shows(ReportDetail.BATCHES)) {
            text.line(2, describe(position, header, flaw.isPresent()));
        }
        if (flaw.isPresent()) {
            lose();
            damaged(new Damage(log.path(), position, header.baseOffset(), flaw.get()));
            return;
        }
        Map.Entry<Long, Integer> epoch = epochsByStart.floorEntry(header.baseOffset());
        if (epoch != null && epoch.getValue() != header.leaderEpoch()) {
            Flaw otherEpoch = new Flaw("leader epoch " + header.leaderEpoch(), epoch.getValue() + " as in " + LeaderEpochCache.FILE_NAME);
            damaged(new Damage(log.path(), position, header.baseOffset(), otherEpoch));
        }
        try {
            records(batch);
            producers.batch(header, EndTransactionMarker.in(batch));
        } catch (InvalidBatchException e) {
            lose();
            text.damage(3, log.path() + ": position " + position + " (offset " + header.baseOffset() + "): " + e.getMessage());
        }
    }

    private static String describe(long position, BatchHeader header, boolean isWrong) {
        String producer = header.producer().producerId() < 0 ? "" : ", producer " + header.producer().producerId() + " epoch "
                + header.producer().producerEpoch() + (header.isControl() ? "" : " sequences " + header.producer().baseSequence() + " to " + header.lastSequence());
        return "position " + position + ": offsets " + header.baseOffset() + " to " + header.lastOffset() + ", leader epoch "
                + header.leaderEpoch() + ", " + header.recordCount() + " records, " + header.sizeInBytes() + " bytes, CRC "
                + (isWrong ? "wrong" : "ok") + producer + (header.isTransactional() ? ", transactional" : "") + (header.isControl() ? ", control" : "");
    }

    private void records(RecordBatch batch) throws InvalidBatchException {
        for (cursor.over(batch); cursor.next();) {
            records++;
            if (text.shows(ReportDetail.RECORDS)) {
                text.line(3, "offset " + cursor.offset() + ", timestamp " + cursor.timestampMs() + ": "
                        + (batch.header().isControl() ? marker(batch) : RecordLine.of(cursor.record())));
            }
        }
    }

    private static String marker(RecordBatch batch) throws InvalidBatchException {
        return EndTransactionMarker.in(batch).map(marker -> (marker.isCommit() ? "commit" : "abort") + " of coordinator epoch " + marker.coordinatorEpoch())
                .orElse("a control record that ends no transaction");
    }

    private void damaged(Damage damage) {
        String consequence = recoveryPoint.map(point -> damage.offset() < point
                ? "; below the recovery point " + point + ": flushed records are damaged"
                : "; not below the recovery point " + point + ": recovery cuts the log here").orElse("");
        text.damage(3, damage + consequence);
    }

    private String path(String suffix) {
        return Disk.join(directory, SegmentName.of(base, suffix));
    }
}
