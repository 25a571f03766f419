package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One file of batches with its offset index and its time index. Offsets ascend, with gaps where the cleaner took records. It knows neither the other segments nor
 * what was flushed: {@link PartitionLog} and {@link LogRecovery} do. An opened segment is usable once {@link #recover} or {@link #trust} ran.
 * One thread writes, any number read.
 */
public final class Segment implements AutoCloseable {
    private static final int SCAN_BYTES = 1 << 17; // with the copy that the JDK makes of it, it stays in a core's cache

    private final Disk disk;
    private final String directory;
    private final long baseOffset;
    private final DiskFile log;
    private final SegmentIndexes indexes;
    private final LogConfig config;
    private final long maxAgeMs;
    private String status;
    private volatile long endOffset;
    private volatile long firstTimestampMs = -1;

    private Segment(Disk disk, String directory, long baseOffset, String status, LogConfig config, boolean isNew) throws StorageException {
        this.disk = disk;
        this.directory = directory;
        this.baseOffset = baseOffset;
        this.status = status;
        this.config = config;
        this.maxAgeMs = config.segmentMs() - jitterMs();
        this.log = isNew ? disk.create(path(SegmentName.LOG, status)) : disk.open(path(SegmentName.LOG, status));
        this.indexes = SegmentIndexes.load(file(SegmentName.INDEX), file(SegmentName.TIME_INDEX), baseOffset, config);
        this.endOffset = baseOffset;
    }

    /** Creates the files of an empty segment; their names are durable on return. */
    static Segment create(Disk disk, String directory, long baseOffset, LogConfig config) throws StorageException {
        Segment segment = new Segment(disk, directory, baseOffset, SegmentName.IN_USE, config, true);
        disk.syncDirectory(directory);
        return segment;
    }

    /** Creates the files of a segment that the cleaner is about to write, in place of what it left there before. */
    static Segment createCleaned(Disk disk, String directory, long baseOffset, LogConfig config) throws StorageException {
        for (String kind : SegmentName.KINDS) {
            SegmentName.deleteIfExists(disk, Disk.join(directory, SegmentName.of(baseOffset, kind + SegmentName.CLEANED)));
        }
        return new Segment(disk, directory, baseOffset, SegmentName.CLEANED, config, true);
    }

    /** Opens the files of a segment; indexes that are missing or cannot be right start empty, under a name that is durable on return. */
    static Segment open(Disk disk, String directory, long baseOffset, LogConfig config) throws StorageException {
        boolean isWhole = SegmentName.KINDS.stream().allMatch(kind -> disk.exists(Disk.join(directory, SegmentName.of(baseOffset, kind))));
        Segment segment = new Segment(disk, directory, baseOffset, SegmentName.IN_USE, config, false);
        segment.indexes.doubt();
        if (!isWhole) {
            disk.syncDirectory(directory);
        }
        return segment;
    }

    /** Not by chance, so that a run can be repeated: another one for each segment of each log. */
    private long jitterMs() {
        long limitMs = Math.min(config.segmentJitterMs(), config.segmentMs());
        return limitMs == 0 ? 0 : Math.floorMod(Objects.hash(directory, baseOffset) * 0x9E3779B97F4A7C15L, limitMs);
    }

    private DiskFile file(String kind) throws StorageException {
        String path = path(kind, status);
        return disk.exists(path) ? disk.open(path) : disk.create(path);
    }

    private String path(String kind, String inStatus) {
        return Disk.join(directory, SegmentName.of(baseOffset, kind + inStatus));
    }

    public long baseOffset() {
        return baseOffset;
    }

    /** The offset after the last batch. */
    public long endOffset() {
        return endOffset;
    }

    public long sizeInBytes() {
        return log.size();
    }

    /** The youngest record's; -1 if there is none, or none has a timestamp. */
    public long maxTimestampMs() {
        return indexes.maxTimestampMs();
    }

    /** The youngest record's of the first batch that has one; -1 as above. */
    public long firstTimestampMs() {
        return firstTimestampMs;
    }

    String logPath() {
        return log.path();
    }

    /** The batches, from the first on, read ahead in large pieces. */
    public BatchScanner batches() {
        return BatchScanner.of(log, 0, log.size(), baseOffset, SCAN_BYTES).allowingGaps();
    }

    /** Whether a batch may follow {@code pendingBytes} that are about to be appended. An empty segment takes any batch whose offset it can express. */
    boolean hasRoomFor(BatchHeader batch, int pendingBytes) {
        boolean isTooOld = firstTimestampMs >= 0 && batch.maxTimestampMs() - firstTimestampMs > maxAgeMs;
        return !isTooOld && hasSpaceFor(batch, pendingBytes);
    }

    /** The same, however old the segment has become. */
    public boolean hasSpaceFor(BatchHeader batch, int pendingBytes) {
        long size = log.size() + pendingBytes;
        boolean isFull = size + batch.sizeInBytes() > config.segmentBytes() || indexes.areFull();
        return (size == 0 || !isFull) && OffsetIndex.canExpress(baseOffset, batch.lastOffset());
    }

    /** Writes whole batches that follow the end of this segment, with one system call. */
    public void append(ByteBuffer bytes, List<RecordBatch> batches) throws StorageException {
        long position = log.size();
        log.append(bytes);
        for (RecordBatch batch : batches) {
            note(batch.header(), position);
            position += batch.header().sizeInBytes();
        }
    }

    /** As {@link #append(ByteBuffer, List)}, of one. */
    public void append(RecordBatch batch) throws StorageException {
        long position = log.size();
        log.append(batch.rawBytes());
        note(batch.header(), position);
    }

    private void note(BatchHeader header, long position) {
        if (firstTimestampMs < 0) {
            firstTimestampMs = header.maxTimestampMs();
        }
        indexes.note(header, position);
        endOffset = header.endOffset();
    }

    /** Nothing more will be appended: the youngest timestamp goes to the time index. */
    void finish() {
        indexes.finish();
    }

    void syncIndexes() throws StorageException {
        indexes.sync();
    }

    /** Takes the sound batches that recovery finds. */
    interface BatchSink {
        void accept(RecordBatch batch) throws StorageException;
    }

    /**
     * Checks every batch from the last index entry below {@code fromOffset} on, and rebuilds the indexes behind that entry. Entries before it
     * are trusted: the caller knows that they were flushed. Afterwards the end offset is that of the sound part.
     *
     * @return the first damage, if any; nothing was cut
     */
    Optional<Damage> recover(long fromOffset, BatchSink sink) throws StorageException {
        BatchScanner scanner = scannerForRecovery(fromOffset);
        forget(indexes.lastBelow(fromOffset).isPresent() ? scanner.position() + 1 : 0); // an entry not flushed may say anything
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            RecordBatch batch = scanner.batch();
            Optional<Flaw> flaw = batch.flaw().or(() -> misplacement(batch.header()));
            if (flaw.isPresent()) {
                return Optional.of(new Damage(log.path(), scanner.position(), endOffset, flaw.get()));
            }
            note(header.get(), scanner.position());
            sink.accept(batch);
        }
        if (scanner.flaw().isEmpty()) {
            finish();
            indexes.sync();
        }
        return scanner.flaw().map(flaw -> new Damage(log.path(), scanner.position(), endOffset, flaw));
    }

    /**
     * Takes the log as it was closed: only what lies behind the last index entry is looked at, and no CRC.
     *
     * @return what is wrong with it all the same
     */
    Optional<Damage> trust() throws StorageException {
        BatchScanner scanner = scannerForRecovery(Long.MAX_VALUE);
        forget(log.size());
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            Optional<Flaw> flaw = misplacement(header.get());
            if (flaw.isPresent()) {
                return Optional.of(new Damage(log.path(), scanner.position(), endOffset, flaw.get()));
            }
            note(header.get(), scanner.position());
        }
        finish(); // again: without that entry Kafka takes the file's time for its youngest record's
        return scanner.flaw().map(flaw -> new Damage(log.path(), scanner.position(), endOffset, flaw));
    }

    /** An index could not express its offset. (Its CRC does not cover it.) */
    private Optional<Flaw> misplacement(BatchHeader header) {
        long limit = baseOffset + Integer.MAX_VALUE;
        return header.lastOffset() <= limit ? Optional.empty() : Optional.of(new Flaw("offsets up to " + header.lastOffset(), "at most " + limit));
    }

    private BatchScanner scannerForRecovery(long fromOffset) throws StorageException {
        Optional<IndexEntry> entry = indexes.lastBelow(fromOffset);
        if (entry.isPresent()) {
            BatchScanner scanner = scannerBefore(fromOffset, RecordBatch.HEADER_BYTES);
            Optional<BatchHeader> header = scanner.next();
            if (header.isEmpty() || header.get().lastOffset() != entry.get().offset() || scanner.batch().flaw().isPresent()) {
                indexes.clear(); // an index that points nowhere; or the log is damaged there, which the scan from the start will say
            }
        }
        return scannerBefore(fromOffset, SCAN_BYTES);
    }

    /** Forgets what lies behind a position and behind the last index entry in front of it: it is to be noted again. */
    private void forget(long position) throws StorageException {
        indexes.truncateTo(position);
        firstTimestampMs = -1;
        endOffset = baseOffset;
        if (indexes.lastBelow(Long.MAX_VALUE).isPresent()) {
            BatchScanner first = BatchScanner.of(log, 0, log.size(), BatchScanner.ANY_OFFSET, RecordBatch.HEADER_BYTES);
            firstTimestampMs = first.next().map(BatchHeader::maxTimestampMs).orElse(-1L);
        }
    }

    /** Cuts the file where {@link #recover} found damage; durable on return. */
    void cutAt(Damage damage) throws StorageException {
        cut(damage.position(), damage.offset());
        finish();
        indexes.sync();
    }

    long baseOffsetOfBatchAt(long offset) throws StorageException {
        return offset < endOffset ? locate(offset).baseOffset() : offset;
    }

    /** Removes the batch that contains {@code offset}, if any, and all behind it; durable on return. */
    void truncateTo(long offset) throws StorageException {
        if (offset < endOffset) {
            BatchPlace place = locate(offset);
            cut(place.position(), Math.min(place.baseOffset(), offset));
            indexes.sync();
        }
    }

    private void cut(long position, long newEndOffset) throws StorageException {
        if (position < log.size()) {
            log.truncate(position);
        }
        log.sync();
        forget(position);
        BatchScanner scanner = scannerBefore(Long.MAX_VALUE, SCAN_BYTES);
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            note(header.get(), scanner.position());
        }
        endOffset = newEndOffset;
    }

    /**
     * Whole batches, checked: from the one that contains {@code offset} on, none that reaches {@code boundOffset}, up to {@code maxBytes} of
     * them but at least one. Damage on the way is an exception, also if sound batches lie before it.
     */
    LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        long segmentEnd = endOffset;
        BatchPlace start = locate(offset);
        long limit = start.position() + maxBytes;
        BatchScanner scanner = BatchScanner.of(log, start.position(), log.size(), start.baseOffset(), maxBytes).allowingGaps();
        long end = start.position();
        long sliceEndOffset = start.baseOffset();
        while (end == start.position() || end + RecordBatch.HEADER_BYTES <= limit) {
            Optional<BatchHeader> header = scanner.next();
            failOn(scanner.flaw(), scanner, sliceEndOffset);
            if (header.isPresent() && header.get().endOffset() > segmentEnd && (end == start.position() ? offset : sliceEndOffset) < segmentEnd) {
                Flaw misplaced = new Flaw("offsets up to " + header.get().endOffset(), "none from " + segmentEnd + " on, where the segment ends");
                throw new Damage(log.path(), scanner.position(), sliceEndOffset, misplaced).asException(); // its CRC does not cover its offset
            }
            boolean fits = end == start.position() || scanner.nextPosition() <= limit;
            if (header.isEmpty() || !fits || header.get().endOffset() > boundOffset) {
                break;
            }
            failOn(scanner.batch().flaw(), scanner, sliceEndOffset);
            end = scanner.nextPosition();
            sliceEndOffset = header.get().endOffset();
        }
        return end == start.position()
                ? LogSlice.emptyAt(offset)
                : new LogSlice(scanner.buffered(start.position(), end), start.baseOffset(), sliceEndOffset);
    }

    /** The bytes from the batch that contains {@code offset} on (or the next one, in a gap), none of a batch that reaches {@code boundOffset}. */
    FileRegion fetch(long offset, int maxBytes, long boundOffset) throws StorageException {
        long size = log.size();
        BatchPlace start = locate(offset);
        long end = boundOffset >= endOffset ? size : locate(boundOffset).position();
        long wanted = Math.max(maxBytes, start.sizeInBytes());
        return new FileRegion(log, start.position(), (int) Math.max(0, Math.min(wanted, end - start.position())), start.baseOffset());
    }

    /** No bytes. */
    FileRegion nothingAt(long offset) {
        return new FileRegion(log, log.size(), 0, offset);
    }

    /** The first record at or after an offset that is not older than a time. */
    Optional<LogEntry> firstAtOrAfter(long timestampMs, long fromOffset) throws StorageException, InvalidBatchException {
        BatchScanner scanner = scannerBefore(Math.max(indexes.lastOlderThan(timestampMs), fromOffset) + 1, RecordBatch.HEADER_BYTES);
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            if (header.get().maxTimestampMs() >= timestampMs && header.get().lastOffset() >= fromOffset) {
                failOn(scanner.batch().flaw(), scanner, header.get().baseOffset());
                for (LogEntry entry : scanner.batch().entries()) {
                    if (entry.timestampMs() >= timestampMs && entry.offset() >= fromOffset) {
                        return Optional.of(entry);
                    }
                }
            }
        }
        failOn(scanner.flaw(), scanner, fromOffset);
        return Optional.empty();
    }

    /** Lets the disk begin with what a flush will ask for. */
    public void writeBehind() {
        log.writeBehind();
    }

    /** Makes the batches durable, and the indexes that are derived from them. */
    void flush() throws StorageException {
        log.sync();
        indexes.sync();
    }

    @Override
    public void close() throws StorageException {
        try {
            indexes.close();
        } finally {
            log.close();
        }
    }

    /**
     * Gives the files another status, one after the other; durable once the directory is synced. Who reads them goes on. The log comes last on
     * its way into use and first on its way out: indexes without a log mean nothing, a log without indexes is a log.
     */
    void rename(String newStatus) throws StorageException {
        for (String kind : newStatus.equals(SegmentName.DELETED) ? SegmentName.KINDS : SegmentName.KINDS_LOG_LAST) {
            if (disk.exists(path(kind, status))) {
                disk.rename(path(kind, status), path(kind, newStatus));
            }
        }
        status = newStatus;
    }

    /** Closes and removes the files; durable once the directory is synced. The log goes first, as above. */
    public void delete() throws StorageException {
        close();
        for (String kind : SegmentName.KINDS) {
            SegmentName.deleteIfExists(disk, path(kind, status));
        }
    }

    private BatchPlace locate(long offset) throws StorageException {
        return BatchPlace.of(offset, log, indexes.startFor(offset), baseOffset, endOffset);
    }

    private BatchScanner scannerBefore(long offset, int bufferBytes) {
        return indexes.lastBelow(offset)
                .map(entry -> BatchScanner.of(log, entry.position(), log.size(), BatchScanner.ANY_OFFSET, bufferBytes))
                .orElseGet(() -> BatchScanner.of(log, 0, log.size(), baseOffset, bufferBytes)).allowingGaps();
    }

    private void failOn(Optional<Flaw> flaw, BatchScanner scanner, long offset) throws StorageException {
        if (flaw.isPresent()) {
            throw new Damage(log.path(), scanner.position(), offset, flaw.get()).asException();
        }
    }
}
