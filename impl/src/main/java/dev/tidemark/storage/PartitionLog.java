package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.OffsetRange;
import dev.tidemark.storage.record.ProducedBatch;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The log of one partition: segments, their indexes, the leader epochs and the producers, in a directory of Kafka's format. Appended bytes are
 * in the page cache (they survive a process crash) until {@link #flush} makes them durable (they survive a power loss). Offsets ascend; where
 * the cleaner has been, with gaps.
 *
 * <p>One writer at a time, which the log sees to; any number of readers, who never wait. It decides nothing about replication: who may append
 * what, and how far consumers may read, is the caller's business. It writes no offset checkpoints: {@link LogDirectory} does.
 *
 * <p>After a failed write or sync nobody knows what is on disk: the log then refuses every further change, and wants to be opened again.
 */
public final class PartitionLog implements AutoCloseable {
    private static final int RECORDS_READ_BYTES = 1 << 20;

    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final DirectoryHealth health;
    private final NavigableMap<Long, Segment> segments;
    private final LeaderEpochCache epochs;
    private final LogProducers producers;
    private final ProducedBatch produced;
    private final Deque<Condemned> condemned = new ArrayDeque<>();
    private volatile long logStartOffset;
    private volatile long highWatermark;
    private volatile long recoveryPoint;
    private long lastFlushMs;

    /** A segment that is no longer part of the log, and when its files go. */
    private record Condemned(Segment segment, long dueMs) {}

    private PartitionLog(Disk disk, String directory, LogConfig config, DirectoryHealth health, NavigableMap<Long, Segment> segments,
            LeaderEpochCache epochs, LogProducers producers) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.health = health;
        this.segments = segments;
        this.epochs = epochs;
        this.producers = producers;
        this.produced = new ProducedBatch(config.produceRules());
    }

    /** As {@link #open(Disk, String, LogConfig, Checkpointed)}, after a crash with everything below an offset flushed. */
    public static PartitionLog open(Disk disk, String directory, LogConfig config, long recoveryPoint) throws StorageException {
        return open(disk, directory, config, Checkpointed.at(recoveryPoint));
    }

    /**
     * Opens or creates a log and recovers it: see {@link LogRecovery}. The epoch cache is cut to what the log holds, and epochs found in
     * checked batches are added if it misses them; if it has no entry at all the whole log is checked to rebuild it.
     *
     * <p>If {@link #recoveryPoint()} is then below the checkpointed one (a truncation was not checkpointed before a crash), the caller writes
     * its checkpoint before it appends: see {@link #truncateTo}.
     *
     * @param directory the partition's, named as {@link TopicPartition#directory()}
     * @throws StorageException if the disk fails, or if flushed content is damaged: the message names file, position and offset
     */
    public static PartitionLog open(Disk disk, String directory, LogConfig config, Checkpointed checkpointed) throws StorageException {
        return open(disk, directory, config, checkpointed, new DirectoryHealth());
    }

    static PartitionLog open(Disk disk, String directory, LogConfig config, Checkpointed checkpointed, DirectoryHealth health) throws StorageException {
        createDirectory(disk, directory);
        LeaderEpochCache epochs = LeaderEpochCache.open(disk, directory);
        LogRecovery recovery = new LogRecovery(disk, directory, config, checkpointed);
        NavigableMap<Long, Segment> segments = recovery.recover(epochs.latest().isEmpty());
        long logEndOffset = segments.lastEntry().getValue().endOffset();
        long logStartOffset = Math.max(checkpointed.logStartOffset(), segments.firstKey());
        long flushed = checkpointed.isCleanlyClosed() ? logEndOffset : Math.min(checkpointed.recoveryPoint(), logEndOffset);
        LogProducers producers = LogProducers.load(disk, directory, segments.keySet(), logStartOffset, logEndOffset, flushed);
        PartitionLog log = new PartitionLog(disk, directory, config, health, segments, epochs, producers);
        log.logStartOffset = logStartOffset;
        log.highWatermark = logStartOffset;
        log.recoveryPoint = flushed;
        log.restoreEpochs(recovery.epochs());
        return log;
    }

    private static void createDirectory(Disk disk, String directory) throws StorageException {
        if (!directory.isEmpty() && !disk.isDirectory(directory)) {
            createDirectory(disk, Disk.parentOf(directory));
            disk.createDirectories(directory);
            disk.syncDirectory(Disk.parentOf(directory));
        }
    }

    private void restoreEpochs(List<EpochEntry> found) throws StorageException {
        epochs.truncateFromEnd(logEndOffset());
        epochs.truncateFromStart(logStartOffset);
        for (EpochEntry entry : found) {
            if (epochs.latest().isEmpty() || epochs.latest().get().leaderEpoch() < entry.leaderEpoch()) {
                epochs.assign(entry.leaderEpoch(), entry.startOffset());
            }
        }
    }

    // Appending.

    /**
     * Appends records as the leader, in one batch.
     *
     * @return the offsets they were given
     */
    public synchronized OffsetRange append(List<Record> records, int leaderEpoch, long timestampMs) throws StorageException {
        requireEpoch(leaderEpoch);
        return append(RecordBatch.build(logEndOffset(), leaderEpoch, timestampMs, ProducerStamp.NONE, records));
    }

    /**
     * Appends a batch as a producer sent it, after checking what Kafka's leader checks. Nothing is written if it is bad.
     *
     * @param bytes of one batch with base offset 0; they are stamped with their place in the log
     * @return the offsets that its records were given
     */
    public synchronized OffsetRange appendAsLeader(ByteBuffer bytes, int leaderEpoch, long nowMs) throws StorageException, InvalidBatchException {
        requireEpoch(leaderEpoch);
        return append(produced.place(bytes, logEndOffset(), leaderEpoch, nowMs));
    }

    private void requireEpoch(int leaderEpoch) {
        int latestEpoch = epochs.latest().map(EpochEntry::leaderEpoch).orElse(0);
        if (leaderEpoch < latestEpoch) {
            throw new IllegalStateException(directory + ": append with leader epoch " + leaderEpoch + " below the latest, " + latestEpoch);
        }
    }

    private OffsetRange append(RecordBatch batch) throws StorageException {
        change(() -> {
            epochs.assign(batch.header().leaderEpoch(), batch.header().baseOffset());
            if (!active().hasRoomFor(batch.header(), 0)) {
                rollSegment();
            }
            active().append(batch);
            producers.append(batch);
            flushIfManyAreUnflushed();
        });
        return new OffsetRange(batch.header().baseOffset(), batch.header().lastOffset());
    }

    /**
     * Appends batches as they came from the leader; the bytes on disk equal the bytes sent. Nothing is written if one of them is bad or lies
     * below its predecessor, the first below the log end.
     */
    public synchronized OffsetRange appendAsFollower(ByteBuffer batches) throws StorageException, InvalidBatchException {
        List<RecordBatch> checked = check(batches);
        long baseOffset = logEndOffset();
        change(() -> {
            write(batches.slice(), checked);
            flushIfManyAreUnflushed();
        });
        return new OffsetRange(baseOffset, logEndOffset() - 1);
    }

    private List<RecordBatch> check(ByteBuffer bytes) throws StorageException, InvalidBatchException {
        List<RecordBatch> batches = new ArrayList<>();
        BatchScanner scanner = BatchScanner.of(bytes, logEndOffset()).allowingGaps();
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            RecordBatch batch = scanner.batch();
            reject(batch.flaw(), scanner);
            if (header.get().leaderEpoch() < 0) {
                reject(Optional.of(new Flaw("leader epoch " + header.get().leaderEpoch(), "an epoch from 0 on")), scanner);
            }
            batches.add(batch);
        }
        reject(scanner.flaw(), scanner);
        return batches;
    }

    private void reject(Optional<Flaw> flaw, BatchScanner scanner) throws InvalidBatchException {
        if (flaw.isPresent()) {
            throw new InvalidBatchException(directory + ": batch at byte " + scanner.position() + " of an append", flaw.get());
        }
    }

    /** Epochs first: an epoch must be on disk before its first record can be. Then the batches, in as few writes as segments allow. */
    private void write(ByteBuffer bytes, List<RecordBatch> batches) throws StorageException {
        for (RecordBatch batch : batches) {
            epochs.assign(batch.header().leaderEpoch(), batch.header().baseOffset());
        }
        int from = 0;
        int to = 0;
        List<RecordBatch> pending = new ArrayList<>();
        for (RecordBatch batch : batches) {
            if (!active().hasRoomFor(batch.header(), to - from)) {
                writePending(bytes.slice(from, to - from), pending);
                rollSegment();
                from = to;
            }
            pending.add(batch);
            to += batch.header().sizeInBytes();
        }
        writePending(bytes.slice(from, to - from), pending);
    }

    private void writePending(ByteBuffer bytes, List<RecordBatch> pending) throws StorageException {
        if (!pending.isEmpty()) {
            active().append(bytes, pending);
            for (RecordBatch batch : pending) {
                producers.append(batch);
            }
            pending.clear();
        }
    }

    /** Begins a new segment at the log end, unless the active one is empty. */
    public synchronized void roll() throws StorageException {
        if (active().sizeInBytes() > 0) {
            change(this::rollSegment);
        }
    }

    /** The old segment is not flushed here, which would make the appender wait: {@link #flushRolled} does it. */
    private void rollSegment() throws StorageException {
        long baseOffset = logEndOffset();
        active().finish();
        producers.roll(baseOffset);
        segments.put(baseOffset, Segment.create(disk, directory, baseOffset, config));
    }

    /** Notes that an epoch begins at the log end, as a new leader does before it wrote anything. */
    public synchronized void assignEpoch(int leaderEpoch) throws StorageException {
        change(() -> epochs.assign(leaderEpoch, logEndOffset()));
    }

    // Reading.

    /** As {@link #read(long, int, long)}, up to the log end. */
    public LogSlice read(long offset, int maxBytes) throws StorageException {
        return read(offset, maxBytes, logEndOffset());
    }

    /**
     * Reads whole batches, with their CRC checked: from the one that contains {@code offset} on, of one segment, up to {@code maxBytes} but
     * at least one batch, none with an offset at or above {@code boundOffset}. Empty if there is none such.
     */
    public LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        requireReadable(offset, maxBytes);
        Optional<Segment> segment = segmentWith(offset, boundOffset);
        return segment.isPresent() ? segment.get().read(offset, maxBytes, Math.min(boundOffset, logEndOffset())) : LogSlice.emptyAt(offset);
    }

    /**
     * What a fetch hands out, without reading it: the bytes of one segment from the batch that contains {@code offset} on, up to
     * {@code maxBytes} but at least one batch, of none at or above {@code boundOffset} (the high watermark, the last stable offset).
     */
    public FileRegion fetch(long offset, int maxBytes, long boundOffset) throws StorageException {
        requireReadable(offset, maxBytes);
        Optional<Segment> segment = segmentWith(offset, boundOffset);
        return segment.isPresent() ? segment.get().fetch(offset, maxBytes, boundOffset) : active().nothingAt(offset);
    }

    private void requireReadable(long offset, int maxBytes) {
        if (offset < logStartOffset || offset > logEndOffset() || maxBytes < 0) {
            throw new IllegalArgumentException(directory + ": read of " + maxBytes + " bytes at offset " + offset + ": expected an offset from "
                    + logStartOffset + " to " + logEndOffset());
        }
    }

    /** The segment to read an offset from: where the cleaner left a gap, the one behind it. */
    private Optional<Segment> segmentWith(long offset, long boundOffset) {
        Optional<Segment> segment = Optional.ofNullable(segments.floorEntry(offset)).map(Map.Entry::getValue);
        while (segment.isPresent() && segment.get().endOffset() <= offset) {
            segment = Optional.ofNullable(segments.higherEntry(segment.get().baseOffset())).map(Map.Entry::getValue);
        }
        return segment.filter(found -> offset < boundOffset && found.baseOffset() < boundOffset);
    }

    /** The records from an offset to the log end, decoded; an offset below the log start counts as the log start. */
    public List<LogEntry> records(long fromOffset) throws StorageException {
        List<LogEntry> records = new ArrayList<>();
        long from = Math.max(fromOffset, logStartOffset);
        for (LogSlice slice = read(from, RECORDS_READ_BYTES); !slice.isEmpty(); slice = read(slice.endOffset(), RECORDS_READ_BYTES)) {
            decode(slice).stream().filter(entry -> entry.offset() >= from).forEach(records::add);
        }
        return records;
    }

    private List<LogEntry> decode(LogSlice slice) throws StorageException {
        try {
            List<LogEntry> entries = new ArrayList<>();
            BatchScanner scanner = BatchScanner.of(slice.batches(), slice.startOffset()).allowingGaps();
            while (scanner.next().isPresent()) {
                entries.addAll(scanner.batch().entries());
            }
            return entries;
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": offsets " + slice.startOffset() + " to " + slice.endOffset() + ": " + e.getMessage(), e);
        }
    }

    /** The first record that is not older than a time; empty if all are. */
    public Optional<LogEntry> firstAtOrAfter(long timestampMs) throws StorageException {
        try {
            for (Segment segment : segments.values()) {
                if (segment.maxTimestampMs() >= timestampMs && segment.endOffset() > logStartOffset) {
                    Optional<LogEntry> found = segment.firstAtOrAfter(timestampMs, logStartOffset);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": looking for time " + timestampMs + ": " + e.getMessage(), e);
        }
    }

    // Cutting.

    /**
     * Removes the batch that contains {@code offset} and all behind it, durably, and the leader epochs that start there or later (also if
     * the log ends before: KAFKA-10706). The caller has lowered its checkpoint of the recovery point before ({@link LogDirectory#truncateTo}
     * does): with one that claims more than was flushed, what a power loss tears off later would be taken for damage.
     *
     * @return the new log end offset: below {@code offset} if a batch straddled it
     */
    public synchronized long truncateTo(long offset) throws StorageException {
        if (offset < logStartOffset) {
            throw new IllegalArgumentException(directory + ": cannot truncate to " + offset + ", below the log start " + logStartOffset);
        }
        boolean cutsRecords = offset < logEndOffset();
        change(() -> {
            if (cutsRecords) {
                deleteSegmentsAfter(segments.floorKey(offset));
                active().truncateTo(offset);
                producers.truncateTo(logEndOffset());
            }
            epochs.truncateFromEnd(cutsRecords ? logEndOffset() : offset);
        });
        highWatermark = Math.min(highWatermark, logEndOffset());
        recoveryPoint = Math.min(recoveryPoint, logEndOffset());
        return logEndOffset();
    }

    /** Latest first, each durably: whenever the power fails the log has no hole. */
    private void deleteSegmentsAfter(long baseOffset) throws StorageException {
        while (segments.lastKey() > baseOffset) {
            segments.lastEntry().getValue().delete();
            disk.syncDirectory(directory);
            segments.pollLastEntry();
        }
    }

    /** Drops everything; the log goes on, empty, at another offset. As with {@link #truncateTo} the checkpoint comes first. */
    public synchronized void truncateFullyAndStartAt(long offset) throws StorageException {
        change(() -> {
            deleteSegmentsAfter(segments.firstKey());
            active().delete();
            disk.syncDirectory(directory);
            epochs.clear();
            producers.startAt(offset);
            Segment first = Segment.create(disk, directory, offset, config);
            segments.put(offset, first);
            segments.keySet().removeIf(base -> base != offset);
        });
        logStartOffset = offset;
        highWatermark = offset;
        recoveryPoint = offset;
    }

    // Flushing.

    /** Makes everything below the log end durable, oldest first, and moves the recovery point there. */
    public synchronized void flush() throws StorageException {
        flushBelow(logEndOffset());
    }

    /** The same for what lies below an offset that a segment ends at. */
    private void flushBelow(long offset) throws StorageException {
        if (recoveryPoint < offset) {
            change(() -> {
                for (Segment segment : segments.subMap(segments.floorKey(recoveryPoint), true, offset, false).values()) {
                    segment.flush();
                }
                producers.flush();
            });
            recoveryPoint = offset;
        }
    }

    private void flushIfManyAreUnflushed() throws StorageException {
        if (logEndOffset() - recoveryPoint >= config.flushMessages()) {
            flushBelow(logEndOffset());
        }
    }

    /** Flushes if {@code flush.ms} has passed since the last time. */
    public synchronized void flushIfDue(long nowMs) throws StorageException {
        if (nowMs - lastFlushMs >= config.flushMs()) {
            flushBelow(logEndOffset());
            lastFlushMs = nowMs;
        }
    }

    /** Flushes the segments that are no longer active. */
    public synchronized void flushRolled() throws StorageException {
        flushBelow(active().baseOffset());
    }

    // Retention.

    /** The owner says how far the log is committed; clamped to the log. */
    public synchronized void advanceHighWatermark(long offset) {
        highWatermark = Math.max(logStartOffset, Math.min(offset, logEndOffset()));
        producers.advanceHighWatermark(highWatermark);
    }

    /** Nothing below is part of the log any more ({@code deleteRecords}); segments that lie below it go with the next {@link #deleteOldSegments}. */
    public synchronized void advanceLogStartOffset(long offset) throws StorageException {
        if (offset > highWatermark) {
            throw new IllegalArgumentException(directory + ": cannot move the log start to " + offset + ", above the high watermark " + highWatermark);
        }
        if (offset > logStartOffset) {
            change(() -> {
                logStartOffset = offset;
                epochs.truncateFromStart(offset);
                producers.advanceLogStartOffset(offset);
            });
        }
    }

    /**
     * Deletes whole segments from the oldest on: see {@link Retention}. The log start moves first. The files stay under another name for
     * {@code file.delete.delay.ms}, for those who still read them.
     *
     * @return how many went
     */
    public synchronized int deleteOldSegments(long nowMs) throws StorageException {
        List<Segment> expired = new Retention(config, logStartOffset, highWatermark, nowMs).expired(segments.values());
        if (!expired.isEmpty()) {
            if (expired.size() == segments.size()) {
                change(this::rollSegment);
            }
            advanceLogStartOffset(Math.max(logStartOffset, segments.higherKey(expired.get(expired.size() - 1).baseOffset())));
            change(() -> {
                for (Segment segment : expired) {
                    condemn(segment, nowMs);
                }
                disk.syncDirectory(directory);
                producers.deleteSegments(expired.stream().map(Segment::baseOffset).toList());
            });
        }
        return expired.size();
    }

    private void condemn(Segment segment, long nowMs) throws StorageException {
        segments.remove(segment.baseOffset(), segment);
        segment.rename(SegmentName.DELETED);
        condemned.add(new Condemned(segment, nowMs + config.fileDeleteDelayMs()));
    }

    /** Removes the files of segments that were deleted {@code file.delete.delay.ms} ago. */
    public synchronized void deleteExpiredFiles(long nowMs) throws StorageException {
        while (!condemned.isEmpty() && condemned.peek().dueMs() <= nowMs) {
            change(condemned.remove().segment()::delete);
        }
    }

    // For the cleaner.

    /** All segments, oldest first; the last one is active. */
    public List<Segment> segments() {
        return List.copyOf(segments.values());
    }

    /** Creates a segment for the cleaner to write; a crash before {@link #replace} leaves nothing of it. */
    public synchronized Segment createCleaned(long baseOffset) throws StorageException {
        health.requireSound(directory);
        return Segment.createCleaned(disk, directory, baseOffset, config);
    }

    /**
     * Puts cleaned segments in the place of those they were made of; whenever a crash comes, the one or the other are there when the log is
     * opened again. Who reads the old ones goes on. Kafka syncs the directory only at the end, and relies on renames becoming durable in order.
     *
     * @param cleaned ascending, with the base offset of the first of the old ones
     * @param old     ascending, none of them active
     */
    public synchronized void replace(List<Segment> cleaned, List<Segment> old, long nowMs) throws StorageException {
        if (!old.stream().allMatch(segment -> segments.get(segment.baseOffset()) == segment && segment != active())) {
            throw new IllegalStateException(directory + ": the log has changed while it was cleaned");
        }
        change(() -> {
            List<Segment> descending = new ArrayList<>(cleaned);
            Collections.reverse(descending);
            for (Segment segment : descending) {
                segment.flush();
            }
            disk.syncDirectory(directory);
            for (Segment segment : descending) {
                segment.rename(SegmentName.SWAP);
                disk.syncDirectory(directory); // one by one: without a higher one, a lower would pass for all
            }
            cleaned.forEach(segment -> segments.put(segment.baseOffset(), segment)); // readers find the one or the other
            for (Segment segment : old) {
                condemn(segment, nowMs);
            }
            disk.syncDirectory(directory);
            for (Segment segment : cleaned) {
                segment.rename(SegmentName.IN_USE);
            }
            disk.syncDirectory(directory);
            Collection<Long> oldOffsets = old.stream().map(Segment::baseOffset).toList();
            producers.replaceSegments(oldOffsets, cleaned.stream().map(Segment::baseOffset).toList());
        });
    }

    // State.

    public long logStartOffset() {
        return logStartOffset;
    }

    public long logEndOffset() {
        return active().endOffset();
    }

    /** As the owner said last. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Up to where a read-committed consumer may read. */
    public synchronized long lastStableOffset() {
        return producers.lastStableOffset(highWatermark);
    }

    /** Everything below was flushed. */
    public long recoveryPoint() {
        return recoveryPoint;
    }

    public LogConfig config() {
        return config;
    }

    public String directory() {
        return directory;
    }

    /** For looking up; {@link #assignEpoch} adds. */
    public LeaderEpochCache epochs() {
        return epochs;
    }

    public LogProducers producers() {
        return producers;
    }

    /** Closes the files; it does not flush. */
    @Override
    public synchronized void close() throws StorageException {
        for (Segment segment : segments.values()) {
            segment.close();
        }
        for (Condemned gone : condemned) {
            gone.segment().close();
        }
        producers.close();
    }

    /** Flushes everything and closes: when the log is opened again nothing needs to be recovered. */
    synchronized void shutDown() throws StorageException {
        active().finish();
        producers.takeSnapshot();
        change(() -> {
            for (Segment segment : segments.tailMap(segments.floorKey(recoveryPoint), true).values()) {
                segment.flush();
            }
            producers.flush();
            disk.syncDirectory(directory);
        });
        recoveryPoint = logEndOffset();
        close();
    }

    private Segment active() {
        return segments.lastEntry().getValue();
    }

    private void change(DirectoryHealth.Change change) throws StorageException {
        health.change(directory, change);
    }
}
