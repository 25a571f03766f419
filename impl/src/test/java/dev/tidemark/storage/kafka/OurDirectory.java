package dev.tidemark.storage.kafka;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.EpochEntry;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.cleaner.CleanerConfig;
import dev.tidemark.storage.cleaner.LogCleaner;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A log directory of ours, with one log, on a disk that fails and crashes; it keeps its owner's promises. */
final class OurDirectory implements LivingLog {
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final int CALLS_UNTIL_CRASH = 40;

    private final SimulatedDisk simulated;
    private final CrashingDisk disk;
    private LogConfig config;
    private LogDirectory directory;
    private PartitionLog log;
    private LogCleaner.Worker cleaner;
    private long nowMs;

    OurDirectory(Path root, LogConfig config) throws StorageException {
        this.simulated = new SimulatedDisk(root);
        this.disk = new CrashingDisk(simulated);
        this.config = config;
        open();
    }

    /** Small segments and dense indexes, by the settings of a history. */
    static LogConfig config(LogHistory history) {
        Random random = new Random(history.settings());
        return LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, segmentBytes(random)).with(LogConfig.INDEX_INTERVAL_BYTES, random.nextInt(500))
                .with(LogConfig.SEGMENT_INDEX_BYTES, 24 + random.nextInt(300)).with(LogConfig.RETENTION_MS, LogLife.RETENTION_MS)
                .with(LogConfig.CLEANUP_POLICY, history.isCompacted() ? "compact" : "delete").with(LogConfig.MIN_CLEANABLE_DIRTY_RATIO, 0)
                .with(LogConfig.DELETE_RETENTION_MS, LogLife.DELETE_RETENTION_MS)
                .with(LogConfig.MESSAGE_TIMESTAMP_TYPE, history.hasLogAppendTime() ? "LogAppendTime" : "CreateTime");
    }

    private static int segmentBytes(Random random) {
        return 200 + random.nextInt(3_000);
    }

    private void open() throws StorageException {
        directory = LogDirectory.open(disk, LogDirectoryConfig.DEFAULT, nowMs);
        log = directory.open(PARTITION, config);
        cleaner = new LogCleaner(directory, CleanerConfig.DEFAULT.withDedupeBufferBytes(1 << 16), new Random(1)).newWorker();
    }

    PartitionLog log() {
        return log;
    }

    /** The process crashes, and the next one is told of other segment.bytes. */
    void restartWith(int segmentBytes) throws StorageException {
        simulated.processCrash();
        config = config.with(LogConfig.SEGMENT_BYTES, segmentBytes);
        open();
    }

    @Override
    public long startOffset() {
        return log.logStartOffset();
    }

    @Override
    public long endOffset() {
        return log.logEndOffset();
    }

    @Override
    public long highWatermark() {
        return log.highWatermark();
    }

    @Override
    public List<Long> batchBaseOffsets() throws StorageException {
        List<Long> bases = new ArrayList<>();
        long end = log.logEndOffset();
        for (LogSlice slice = read(log.logStartOffset(), end); !slice.isEmpty(); slice = read(slice.endOffset(), end)) {
            BatchScanner scanner = BatchScanner.of(slice.batches(), slice.startOffset()).allowingGaps();
            scanner.next().ifPresent(header -> bases.add(header.baseOffset()));
        }
        return bases;
    }

    private LogSlice read(long offset, long end) throws StorageException {
        return log.reader().read(offset, 1, end);
    }

    @Override
    public List<Producer> producers() {
        return log.producers().states().producers().stream().map(OurDirectory::producer).toList();
    }

    private static Producer producer(ProducerStateEntry entry) {
        int last = entry.batches().isEmpty() ? -1 : entry.batches().get(entry.batches().size() - 1).lastSequence();
        return new Producer(entry.producerId(), entry.producerEpoch(), last, entry.currentTransactionFirstOffset().isPresent());
    }

    /** As the leader or as a follower. */
    @Override
    public void append(Batch batch) throws Exception {
        boolean isLeader = batch.records().size() % 2 == 0;
        long baseOffset = isLeader ? 0 : log.logEndOffset();
        RecordBatchBuilder builder = RecordBatchBuilder.at(baseOffset, batch.leaderEpoch()).compressionType(batch.compressionType()).producer(batch.producer());
        if (batch.isTransactional() && batch.producer() != ProducerStamp.NONE) {
            builder.transactional();
        }
        for (int i = 0; i < batch.records().size(); i++) {
            builder.append(baseOffset + i, batch.records().get(i).timestampMs(), batch.records().get(i).record());
        }
        if (isLeader) {
            log.appendAsLeader(received(builder.build()), batch.leaderEpoch(), nowMs);
        } else {
            log.appendAsFollower(builder.build().bytes());
        }
    }

    /** Whoever receives a batch may stamp it. */
    private static ByteBuffer received(RecordBatch batch) {
        return ByteBuffer.allocate(batch.header().sizeInBytes()).put(batch.bytes()).flip();
    }

    @Override
    public void append(Marker marker) throws Exception {
        log.appendAsFollower(new EndTransactionMarker(marker.isCommit(), marker.coordinatorEpoch())
                .toBatch(log.logEndOffset(), marker.leaderEpoch(), marker.timestampMs(), marker.producerId(), marker.producerEpoch()).bytes());
    }

    @Override
    public void assignEpoch(int leaderEpoch) throws StorageException {
        if (leaderEpoch > log.epochs().latest().map(EpochEntry::leaderEpoch).orElse(-1)) {
            log.assignEpoch(leaderEpoch);
        }
    }

    @Override
    public void commitTo(long offset) {
        log.advanceHighWatermark(offset);
    }

    @Override
    public void flush() throws StorageException {
        log.flush();
    }

    @Override
    public void roll() throws StorageException {
        log.roll();
    }

    @Override
    public void checkpoint() throws StorageException {
        directory.checkpointRecoveryPoints();
        directory.checkpointLogStartOffsets();
        directory.checkpointHighWatermarks();
    }

    @Override
    public void truncateTo(long offset) throws StorageException {
        directory.truncateTo(PARTITION, offset);
    }

    @Override
    public void moveStartTo(long offset) throws StorageException {
        log.advanceLogStartOffset(offset);
    }

    @Override
    public void deleteOld(long time) throws StorageException {
        directory.tick(time);
        log.deleteOldSegments(time);
    }

    @Override
    public void compact(long time) throws StorageException {
        while (cleaner.step(time)) {
            // another step
        }
    }

    @Override
    public void setTime(long time) {
        nowMs = time;
    }

    @Override
    public void restart(Ending ending, Random random) throws StorageException {
        disk.crashAfter(Long.MAX_VALUE);
        simulated.failNoMore();
        switch (ending) {
            case IN_PEACE -> shutDownOrCrash();
            case PROCESS_CRASH -> simulated.processCrash();
            case POWER_LOSS -> simulated.powerLoss(random);
        }
        config = config.with(LogConfig.SEGMENT_BYTES, segmentBytes(random));
        open();
    }

    private void shutDownOrCrash() throws StorageException {
        if (directory.failure().isEmpty()) {
            shutDown();
        } else {
            simulated.processCrash();
        }
    }

    /** Leaves a directory that was closed in peace. */
    void shutDown() throws StorageException {
        directory.shutDown(7);
    }

    @Override
    public void failSoon(Random random) {
        simulated.failNext(DiskFault.values()[random.nextInt(DiskFault.values().length)], random);
    }

    @Override
    public void crashSoon(Random random) {
        disk.crashAfter(random.nextInt(CALLS_UNTIL_CRASH));
    }

    @Override
    public boolean wasAskedFor(Exception failure) {
        return failure instanceof CrashingDisk.Crash || failure instanceof StorageException && directory.failure().isPresent();
    }

    /** Nothing fails or crashes any more; if something has, the log is opened again. */
    void comeToRest() throws StorageException {
        disk.crashAfter(Long.MAX_VALUE);
        simulated.failNoMore();
        if (directory.failure().isPresent()) {
            simulated.processCrash();
            open();
        }
    }
}
