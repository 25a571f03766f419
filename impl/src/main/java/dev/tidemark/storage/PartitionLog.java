package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.OffsetRange;
import dev.tidemark.storage.record.ProducedBatch;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

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
    private final String directory;
    private final LogConfig config;
    private final DirectoryHealth health;
    private final Segments segments;
    private final LeaderEpochCache epochs;
    private final LogProducers producers;
    private final ProducedBatch produced;
    private final LogReader reader;
    private volatile long logStartOffset;
    private volatile long highWatermark;
    private volatile long recoveryPoint;
    private long lastFlushMs;

    /** A log as it was loaded; everything below the recovery point is flushed. */
    PartitionLog(String directory, LogConfig config, DirectoryHealth health, Segments segments, LeaderEpochCache epochs, LogProducers producers,
            long logStartOffset, long recoveryPoint) {
        this.directory = directory;
        this.config = config;
        this.health = health;
        this.segments = segments;
        this.epochs = epochs;
        this.producers = producers;
        this.produced = new ProducedBatch(config.produceRules());
        this.reader = new LogReader(directory, segments, this::logStartOffset);
        this.logStartOffset = logStartOffset;
        this.highWatermark = logStartOffset;
        this.recoveryPoint = recoveryPoint;
    }

    /** As {@link #open(Disk, String, LogConfig, Checkpointed)}, after a crash with everything below an offset flushed. */
    public static PartitionLog open(Disk disk, String directory, LogConfig config, long recoveryPoint) throws StorageException {
        return open(disk, directory, config, Checkpointed.at(recoveryPoint));
    }

    /**
     * Opens or creates a log and recovers it: see {@link LogLoading}.
     *
     * <p>If {@link #recoveryPoint()} is then below the checkpointed one (a truncation was not checkpointed before a crash), the caller writes
     * its checkpoint before it appends: see {@link #truncateTo}.
     *
     * @param directory the partition's, named as {@link TopicPartition#directory()}
     * @throws StorageException if the disk fails, or if flushed content is damaged: the message names file, position and offset
     */
    public static PartitionLog open(Disk disk, String directory, LogConfig config, Checkpointed checkpointed) throws StorageException {
        return new LogLoading(disk, directory, config, checkpointed).load(new DirectoryHealth());
    }

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
        health.change(directory, () -> {
            epochs.assign(batch.header().leaderEpoch(), batch.header().baseOffset());
            if (!segments.active().hasRoomFor(batch.header(), 0)) {
                rollSegment(logEndOffset());
            }
            segments.active().append(batch);
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
        List<RecordBatch> checked = new ReceivedBatches(directory, logEndOffset()).check(batches);
        long baseOffset = logEndOffset();
        health.change(directory, () -> {
            write(batches.slice(), checked);
            flushIfManyAreUnflushed();
        });
        return new OffsetRange(baseOffset, logEndOffset() - 1);
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
            if (!segments.active().hasRoomFor(batch.header(), to - from)) {
                writePending(bytes.slice(from, to - from), pending);
                rollSegment(segments.baseOffsetFor(batch.header()));
                from = to;
            }
            pending.add(batch);
            to += batch.header().sizeInBytes();
        }
        writePending(bytes.slice(from, to - from), pending);
    }

    private void writePending(ByteBuffer bytes, List<RecordBatch> pending) throws StorageException {
        if (!pending.isEmpty()) {
            segments.active().append(bytes, pending);
            for (RecordBatch batch : pending) {
                producers.append(batch);
            }
            pending.clear();
        }
    }

    /** Begins a new segment at the log end, unless the active one is empty. */
    public synchronized void roll() throws StorageException {
        if (segments.active().sizeInBytes() > 0) {
            health.change(directory, () -> rollSegment(logEndOffset()));
        }
    }

    /** The old segment is not flushed here, which would make the appender wait: {@link #flushRolled} does it. */
    private void rollSegment(long baseOffset) throws StorageException {
        producers.roll(baseOffset);
        segments.roll(baseOffset, recoveryPoint);
    }

    /** Notes that an epoch begins at the log end, as a new leader does before it wrote anything. */
    public synchronized void assignEpoch(int leaderEpoch) throws StorageException {
        health.change(directory, () -> epochs.assign(leaderEpoch, logEndOffset()));
    }

    /** As {@link LogReader#read}, up to the log end. */
    public LogSlice read(long offset, int maxBytes) throws StorageException {
        return reader.read(offset, maxBytes, logEndOffset());
    }

    public LogReader reader() {
        return reader;
    }

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
        if (cutsRecords && segments.baseOffsetOfBatchAt(offset) < logStartOffset) {
            truncateFullyAndStartAt(logStartOffset); // the batch that holds it would go, and the log would end before it starts
            return logEndOffset();
        }
        health.change(directory, () -> {
            if (cutsRecords) {
                segments.deleteAfter(offset);
                segments.active().truncateTo(offset);
                producers.truncateTo(logEndOffset());
            }
            epochs.truncateFromEnd(cutsRecords ? logEndOffset() : offset);
        });
        highWatermark = Math.min(highWatermark, logEndOffset());
        recoveryPoint = Math.min(recoveryPoint, logEndOffset());
        return logEndOffset();
    }

    /** Drops everything; the log goes on, empty, at another offset. As with {@link #truncateTo} the checkpoint comes first. */
    public synchronized void truncateFullyAndStartAt(long offset) throws StorageException {
        health.change(directory, () -> {
            epochs.clear();
            producers.startAt(offset);
            segments.startAt(offset);
        });
        logStartOffset = offset;
        highWatermark = offset;
        recoveryPoint = offset;
    }

    /** How often its end was cut off: what was read before the last time may not be there any more, or be something else. */
    public int cuts() {
        return segments.cuts();
    }

    /** Makes everything below the log end durable, oldest first, and moves the recovery point there. */
    public synchronized void flush() throws StorageException {
        flushBelow(logEndOffset());
    }

    /** The same for what lies below an offset that a segment ends at. */
    private void flushBelow(long offset) throws StorageException {
        if (recoveryPoint < offset) {
            health.change(directory, () -> {
                segments.flush(recoveryPoint, offset);
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
        flushBelow(segments.active().baseOffset());
    }

    /** The owner says how far the log is committed; clamped to the log. */
    public synchronized void advanceHighWatermark(long offset) {
        highWatermark = Math.max(logStartOffset, Math.min(offset, logEndOffset()));
    }

    /** Nothing below is part of the log any more ({@code deleteRecords}); segments that lie below it go with the next {@link #deleteOldSegments}. */
    public synchronized void advanceLogStartOffset(long offset) throws StorageException {
        if (offset > highWatermark) {
            throw new IllegalArgumentException(directory + ": cannot move the log start to " + offset + ", above the high watermark " + highWatermark);
        }
        if (offset > logStartOffset) {
            health.change(directory, () -> {
                logStartOffset = offset;
                epochs.truncateFromStart(offset);
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
        List<Segment> expired = new Retention(config, logStartOffset, highWatermark, nowMs).expired(segments.all());
        if (!expired.isEmpty()) {
            if (expired.contains(segments.active())) {
                health.change(directory, () -> rollSegment(logEndOffset()));
            }
            advanceLogStartOffset(Math.max(logStartOffset, segments.baseOffsetAfter(expired.get(expired.size() - 1))));
            health.change(directory, () -> {
                segments.condemn(expired, nowMs);
                producers.deleteSegments(expired.stream().map(Segment::baseOffset).toList());
            });
        }
        return expired.size();
    }

    /** Removes the files of segments that were deleted {@code file.delete.delay.ms} ago. */
    public synchronized void deleteExpiredFiles(long nowMs) throws StorageException {
        health.change(directory, () -> segments.deleteCondemned(nowMs));
    }

    /** All segments, oldest first; the last one is active. */
    public List<Segment> segments() {
        return segments.all();
    }

    /** Creates a segment for the cleaner to write; a crash before {@link #replace} leaves nothing of it. */
    public synchronized Segment createCleaned(long baseOffset) throws StorageException {
        return health.make(directory, () -> segments.createCleaned(baseOffset));
    }

    /** Writes to such a segment, or removes it; nobody else looks at it. */
    public void changeCleaned(DirectoryHealth.Change change) throws StorageException {
        health.change(directory, change);
    }

    /**
     * Puts cleaned segments in the place of those they were made of; whenever a crash comes, the one or the other are there when the log is
     * opened again. Who reads the old ones goes on.
     *
     * @param cleaned ascending, with the base offset of the first of the old ones
     * @param old     ascending, none of them active
     */
    public synchronized void replace(List<Segment> cleaned, List<Segment> old, long nowMs) throws StorageException {
        segments.requireUnchanged(old);
        health.change(directory, () -> {
            segments.replace(cleaned, old, nowMs);
            producers.replaceSegments(old.stream().map(Segment::baseOffset).toList(), cleaned.stream().map(Segment::baseOffset).toList());
        });
    }

    public long logStartOffset() {
        return logStartOffset;
    }

    public long logEndOffset() {
        return segments.active().endOffset();
    }

    /** As the owner said last. */
    public long highWatermark() {
        return highWatermark;
    }

    /** Up to where a read-committed consumer may read; from the log start on, whatever is still open below. */
    public long lastStableOffset() {
        return Math.max(logStartOffset, decidedBelow(highWatermark));
    }

    /** Up to where all transactions are decided, by markers that are committed and lie below a bound. */
    public synchronized long decidedBelow(long bound) {
        return producers.lastStableOffset(Math.min(highWatermark, bound));
    }

    public long recoveryPoint() {
        return recoveryPoint;
    }

    public LogConfig config() {
        return config;
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
        segments.close();
        producers.close();
    }

    /** Flushes everything and closes: when the log is opened again nothing needs to be recovered. */
    synchronized void shutDown() throws StorageException {
        segments.active().finish();
        producers.takeSnapshot();
        health.change(directory, () -> {
            segments.flush(recoveryPoint, Long.MAX_VALUE);
            producers.flush();
            segments.syncNames();
        });
        recoveryPoint = logEndOffset();
        close();
    }
}
