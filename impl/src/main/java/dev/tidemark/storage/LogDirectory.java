package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * One of a broker's log directories ({@code log.dirs}): the logs of its partitions, the four checkpoint files, and the file that says that it was
 * shut down in peace. It does in its time what nobody waits for: flush, retention, checkpoints; time is an argument of {@link #tick}.
 *
 * <p>After a failed write or sync, anywhere in it, or a failed read of the cleaner's, the whole directory is offline: nothing in it changes any
 * more until it is opened again.
 *
 * <pre>
 *   log directory/
 *     meta.properties                      whose it is
 *     .kafka_cleanshutdown                 between a shutdown in peace and the next start
 *     recovery-point-offset-checkpoint     up to where each log is flushed
 *     log-start-offset-checkpoint          where each log begins
 *     replication-offset-checkpoint        up to where each log is committed
 *     cleaner-offset-checkpoint            up to where each log is compacted
 *     orders-0/                            a partition: its segments, leader-epoch-checkpoint, partition.metadata
 * </pre>
 */
public final class LogDirectory implements AutoCloseable {
    private final Disk disk;
    private final LogDirectoryConfig config;
    private final DirectoryHealth health = new DirectoryHealth();
    private final Optional<Long> cleanShutdown;
    private final Checkpoints recoveryPoints;
    private final Checkpoints logStartOffsets;
    private final Checkpoints highWatermarks;
    private final Checkpoints cleanedOffsets;
    private final SortedMap<TopicPartition, PartitionLog> logs = new TreeMap<>();
    private final Schedule schedule;
    private final List<Chore> chores = new ArrayList<>();

    private LogDirectory(Disk disk, LogDirectoryConfig config, Optional<Long> cleanShutdown, long nowMs) throws StorageException {
        this.disk = disk;
        this.config = config;
        this.cleanShutdown = cleanShutdown;
        this.recoveryPoints = new Checkpoints(disk, OffsetCheckpoint.RECOVERY_POINT, health);
        this.logStartOffsets = new Checkpoints(disk, OffsetCheckpoint.LOG_START, health);
        this.highWatermarks = new Checkpoints(disk, OffsetCheckpoint.REPLICATION, health);
        this.cleanedOffsets = new Checkpoints(disk, OffsetCheckpoint.CLEANER, health);
        this.schedule = new Schedule(nowMs);
    }

    /** Something else that is to be done in its time. */
    public interface Chore {
        /** Does what is due. */
        void tick(long nowMs) throws StorageException;
    }

    /** With every {@link #tick}, after all else. */
    public synchronized void onTick(Chore chore) {
        chores.add(chore);
    }

    /** What is done when. */
    private final class Schedule {
        private long flushDueMs;
        private long retentionDueMs;
        private long recoveryPointsDueMs;
        private long logStartsDueMs;
        private long highWatermarksDueMs;

        private Schedule(long nowMs) {
            flushDueMs = after(nowMs, config.flushSchedulerIntervalMs());
            retentionDueMs = after(nowMs, config.retentionCheckIntervalMs());
            recoveryPointsDueMs = after(nowMs, config.recoveryPointCheckpointIntervalMs());
            logStartsDueMs = after(nowMs, config.logStartCheckpointIntervalMs());
            highWatermarksDueMs = after(nowMs, config.highWatermarkCheckpointIntervalMs());
        }
    }

    private static long after(long nowMs, long intervalMs) {
        return intervalMs > Long.MAX_VALUE - nowMs ? Long.MAX_VALUE : nowMs + intervalMs;
    }

    /**
     * Opens a log directory; its logs are opened one by one, with {@link #open}.
     *
     * @param disk its root is the directory
     * @throws StorageException if the disk fails or a checkpoint file is damaged: the message names file and line
     */
    public static LogDirectory open(Disk disk, LogDirectoryConfig config, long nowMs) throws StorageException {
        Optional<Long> cleanShutdown = CleanShutdown.read(disk);
        LogDirectory directory = new LogDirectory(disk, config, cleanShutdown, nowMs);
        CleanShutdown.remove(disk);
        syncNames(disk);
        return directory;
    }

    /** The marker could come back; and a checkpoint that is found may be the work of a process that died before it could sync its name. */
    private static void syncNames(Disk disk) throws StorageException {
        if (disk.isDirectory("")) {
            disk.syncDirectory("");
        }
    }

    /** The epoch of the broker that shut this directory down in peace; empty after a crash. */
    public Optional<Long> cleanShutdown() {
        return cleanShutdown;
    }

    /** The broker epoch in the clean-shutdown file as it is now: there is none while logs are open. */
    public Optional<Long> cleanShutdownFile() throws StorageException {
        return CleanShutdown.read(disk);
    }

    /** Opens or creates the log of a partition, and recovers it if the directory was not shut down in peace. */
    public synchronized PartitionLog open(TopicPartition partition, LogConfig logConfig) throws StorageException {
        health.requireSound(partition.directory());
        LogLoading.createDirectory(disk, partition.directory());
        if (disk.list(partition.directory()).stream().noneMatch(name -> name.endsWith(SegmentName.LOG))) {
            recoveryPoints.put(partition, 0); // so that a log of which nothing is flushed can be told from one that came without its checkpoints
        }
        Checkpointed checkpointed = new Checkpointed(recoveryPoints.find(partition), logStartOffsets.get(partition), cleanedOffsets.get(partition),
                highWatermarks.get(partition), cleanShutdown.isPresent());
        PartitionLog log = new LogLoading(disk, partition.directory(), logConfig, checkpointed).load(health);
        logs.put(partition, log);
        log.advanceHighWatermark(highWatermarks.get(partition));
        if (log.recoveryPoint() < checkpointed.recoveryPoint()) {
            recoveryPoints.put(partition, log.recoveryPoint());
        }
        return log;
    }

    public synchronized PartitionLog log(TopicPartition partition) {
        return Optional.ofNullable(logs.get(partition)).orElseThrow(() -> new IllegalArgumentException(partition + " is not open here"));
    }

    public synchronized Map<TopicPartition, PartitionLog> logs() {
        return Collections.unmodifiableMap(new TreeMap<>(logs));
    }

    /**
     * Cuts a log, after lowering its checkpoint: one above the log end would make recovery trust what comes there later. Nobody writes checkpoints
     * meanwhile.
     */
    public synchronized long truncateTo(TopicPartition partition, long offset) throws StorageException {
        lowerRecoveryPoint(partition, offset);
        long logEndOffset = log(partition).truncateTo(offset);
        lowerRecoveryPoint(partition, logEndOffset); // a batch that straddled the offset went as a whole
        return logEndOffset;
    }

    /** Empties a log, which goes on at another offset. */
    public synchronized void truncateFullyAndStartAt(TopicPartition partition, long offset) throws StorageException {
        lowerRecoveryPoint(partition, 0);
        logStartOffsets.put(partition, offset);
        log(partition).truncateFullyAndStartAt(offset);
    }

    /** The cleaner has come to the end of a round; which says nothing any more if the log was cut since, which then had been cut so often. */
    public synchronized void checkpointCleaned(TopicPartition partition, long offset, int cuts) throws StorageException {
        if (log(partition).cuts() == cuts) {
            cleanedOffsets.put(partition, offset);
        }
    }

    private void lowerRecoveryPoint(TopicPartition partition, long offset) throws StorageException {
        if (recoveryPoints.get(partition) > offset) {
            recoveryPoints.put(partition, offset);
        }
        if (cleanedOffsets.get(partition) > offset) {
            cleanedOffsets.put(partition, offset);
        }
    }

    /** Does what is due. */
    public synchronized void tick(long nowMs) throws StorageException {
        if (schedule.flushDueMs <= nowMs) {
            for (PartitionLog log : logs.values()) {
                log.flushIfDue(nowMs);
            }
            schedule.flushDueMs = after(nowMs, config.flushSchedulerIntervalMs());
        }
        if (schedule.retentionDueMs <= nowMs) {
            deleteOldSegments(nowMs);
            schedule.retentionDueMs = after(nowMs, config.retentionCheckIntervalMs());
        }
        if (schedule.recoveryPointsDueMs <= nowMs) {
            checkpointRecoveryPoints();
            schedule.recoveryPointsDueMs = after(nowMs, config.recoveryPointCheckpointIntervalMs());
        }
        if (schedule.logStartsDueMs <= nowMs) {
            checkpointLogStartOffsets();
            schedule.logStartsDueMs = after(nowMs, config.logStartCheckpointIntervalMs());
        }
        if (schedule.highWatermarksDueMs <= nowMs) {
            checkpointHighWatermarks();
            schedule.highWatermarksDueMs = after(nowMs, config.highWatermarkCheckpointIntervalMs());
        }
        for (PartitionLog log : logs.values()) {
            log.flushRolled();
            log.deleteExpiredFiles(nowMs);
        }
        for (Chore chore : chores) {
            chore.tick(nowMs);
        }
    }

    private void deleteOldSegments(long nowMs) throws StorageException {
        for (PartitionLog log : logs.values()) {
            log.deleteOldSegments(nowMs);
            log.producers().expire(nowMs, config.producerIdExpirationMs());
        }
    }

    public synchronized void checkpointRecoveryPoints() throws StorageException {
        recoveryPoints.putAll(offsets(PartitionLog::recoveryPoint));
        logs.forEach((partition, log) -> {
            synchronized (log) {
                log.producers().settleBelow(Math.min(log.highWatermark(), recoveryPoints.get(partition)));
            }
        });
    }

    public synchronized void checkpointLogStartOffsets() throws StorageException {
        logStartOffsets.putAll(offsets(PartitionLog::logStartOffset));
    }

    public synchronized void checkpointHighWatermarks() throws StorageException {
        highWatermarks.putAll(offsets(PartitionLog::highWatermark));
    }

    private SortedMap<TopicPartition, Long> offsets(ToLongFunction<PartitionLog> offset) {
        SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
        logs.forEach((partition, log) -> offsets.put(partition, offset.applyAsLong(log)));
        return offsets;
    }

    public Checkpoints recoveryPoints() {
        return recoveryPoints;
    }

    public Checkpoints logStartOffsets() {
        return logStartOffsets;
    }

    public Checkpoints highWatermarks() {
        return highWatermarks;
    }

    /** Up to where each log is compacted; the cleaner writes it. */
    public Checkpoints cleanedOffsets() {
        return cleanedOffsets;
    }

    /** Takes the directory offline, because the disk refused something else than a change. */
    public void fail(StorageException why) {
        health.fail(why);
    }

    /** Why the directory is offline, if it is. */
    public Optional<StorageException> failure() {
        return health.failure();
    }

    /** Flushes and closes every log, writes the checkpoints, and says so: the next start need not recover anything. */
    public synchronized void shutDown(long brokerEpoch) throws StorageException {
        health.requireSound("shutdown");
        Collection<PartitionLog> open = logs.values();
        for (PartitionLog log : open) {
            log.shutDown();
        }
        checkpointRecoveryPoints();
        checkpointLogStartOffsets();
        checkpointHighWatermarks();
        logs.clear();
        CleanShutdown.write(disk, brokerEpoch);
    }

    /** Closes the files without flushing them, as when the process dies. */
    @Override
    public synchronized void close() throws StorageException {
        for (PartitionLog log : logs.values()) {
            log.close();
        }
        logs.clear();
    }
}
