package dev.tidemark.storage.kafka;

import dev.tidemark.storage.record.Record;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogStartOffsetIncrementReason;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;

/** A log directory of Apache Kafka's, with one log that Apache Kafka's own log layer and cleaner write; a crash leaves its files as they are. */
final class KafkaDirectory implements LivingLog {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final int MOST_JUNK_BYTES = 200;

    private final Path root;
    private final Map<String, String> settings;
    private UnifiedLog log;
    private long cleanedOffset;
    private final KafkaLogs.Clock clock = new KafkaLogs.Clock(1_700_000_000_000L);

    KafkaDirectory(Path root, LogHistory history) throws Exception {
        this.root = root;
        this.settings = settings(history);
        Files.createDirectories(root.resolve(PARTITION.toString()));
        open();
    }

    /** Small segments and dense indexes, by the settings of a history. */
    private static Map<String, String> settings(LogHistory history) {
        Random random = new Random(history.settings());
        int indexBytes = Math.floorMod(history.settings(), 5) == 3 ? 24 : 1_000; // the smaller ones are full before their segment
        return new TreeMap<>(Map.of("internal.segment.bytes", "" + (1_000 + random.nextInt(3_000)), "index.interval.bytes", "" + random.nextInt(500),
                "segment.index.bytes", "" + (indexBytes + random.nextInt(300)), "retention.ms", "" + LogLife.RETENTION_MS,
                "cleanup.policy", history.isCompacted() ? "compact" : "delete", "delete.retention.ms", "" + LogLife.DELETE_RETENTION_MS,
                "message.timestamp.type", history.hasLogAppendTime() ? "LogAppendTime" : "CreateTime"));
    }

    private void open() throws Exception {
        CleanShutdownFileHandler marker = new CleanShutdownFileHandler(root.toString());
        boolean isClean = marker.exists();
        marker.delete();
        log = KafkaLogs.open(root.resolve(PARTITION.toString()), settings, file("log-start-offset-checkpoint").read().getOrDefault(PARTITION, 0L),
                file("recovery-point-offset-checkpoint").read().getOrDefault(PARTITION, 0L), isClean, clock);
        cleanedOffset = Math.min(cleanedOffset, log.logEndOffset());
    }

    private OffsetCheckpointFile file(String name) throws IOException {
        return new OffsetCheckpointFile(root.resolve(name).toFile(), new LogDirFailureChannel(1));
    }

    UnifiedLog log() {
        return log;
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
    public List<Long> batchBaseOffsets() throws Exception {
        return KafkaLogs.batches(log).stream().map(RecordBatch::baseOffset).toList();
    }

    @Override
    public List<Producer> producers() {
        return log.producerStateManager().activeProducers().values().stream().map(entry -> new Producer(entry.producerId(), entry.producerEpoch(),
                entry.batchMetadata().stream().reduce((first, second) -> second).map(batch -> batch.lastSeq()).orElse(-1),
                entry.currentTxnFirstOffset().isPresent())).toList();
    }

    @Override
    public void append(Batch batch) throws IOException {
        boolean isOfAProducer = batch.producer().producerId() >= 0;
        MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1024), RecordBatch.CURRENT_MAGIC_VALUE,
                Compression.of(batch.compressionType().name().toLowerCase(java.util.Locale.ROOT)).build(), TimestampType.CREATE_TIME, 0, -1,
                batch.producer().producerId(), batch.producer().producerEpoch(), batch.producer().baseSequence(), batch.isTransactional() && isOfAProducer, -1);
        for (Timed timed : batch.records()) {
            Record record = timed.record();
            builder.append(timed.timestampMs(), record.key().orElse(null), record.value().orElse(null), headers(record));
        }
        append(builder.build(), batch.leaderEpoch(), AppendOrigin.CLIENT);
    }

    private static Header[] headers(Record record) {
        return record.headers().stream().map(header -> new RecordHeader(header.key(), header.value().map(KafkaDirectory::bytes).orElse(null))).toArray(Header[]::new);
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override
    public void append(Marker marker) {
        ControlRecordType type = marker.isCommit() ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
        append(MemoryRecords.withEndTransactionMarker(0, marker.timestampMs(), marker.leaderEpoch(), marker.producerId(), marker.producerEpoch(),
                new EndTransactionMarker(type, marker.coordinatorEpoch())), marker.leaderEpoch(), AppendOrigin.COORDINATOR);
    }

    private void append(MemoryRecords records, int leaderEpoch, AppendOrigin origin) {
        log.appendAsLeader(records, leaderEpoch, origin, RequestLocal.noCaching(), VerificationGuard.SENTINEL, (short) 1);
    }

    @Override
    public void assignEpoch(int leaderEpoch) {
        log.assignEpochStartOffset(leaderEpoch, log.logEndOffset());
    }

    @Override
    public void commitTo(long offset) throws IOException {
        log.updateHighWatermark(offset);
    }

    @Override
    public void flush() {
        log.flush(false);
    }

    @Override
    public void roll() throws IOException {
        log.roll();
    }

    @Override
    public void checkpoint() throws IOException {
        file("recovery-point-offset-checkpoint").write(Map.of(PARTITION, log.recoveryPoint()));
        file("log-start-offset-checkpoint").write(Map.of(PARTITION, log.logStartOffset()));
        file("replication-offset-checkpoint").write(Map.of(PARTITION, log.highWatermark()));
        file("cleaner-offset-checkpoint").write(Map.of(PARTITION, cleanedOffset));
    }

    /** As the log manager does: the checkpoints follow. At a whole batch, for Kafka's log would go on inside it, and leave a hole when it is rolled. */
    @Override
    public void truncateTo(long inside) throws Exception {
        long offset = batchBaseOffsets().stream().filter(base -> base <= inside).reduce(log.logStartOffset(), Math::max);
        log.truncateTo(offset);
        cleanedOffset = Math.min(cleanedOffset, offset);
        checkpoint();
    }

    @Override
    public void moveStartTo(long offset) {
        log.maybeIncrementLogStartOffset(offset, LogStartOffsetIncrementReason.ClientRecordDeletion);
    }

    @Override
    public void deleteOld(long time) throws IOException {
        log.deleteOldSegments();
    }

    @Override
    public void compact(long time) throws Exception {
        long firstDirty = Math.max(cleanedOffset, log.logSegments().get(0).baseOffset());
        if (firstDirty < Math.min(log.lastStableOffset(), log.activeSegment().baseOffset())) {
            cleanedOffset = KafkaLogs.clean(log, firstDirty, time);
            file("cleaner-offset-checkpoint").write(Map.of(PARTITION, cleanedOffset));
        }
    }

    @Override
    public void setTime(long time) {
        clock.set(time);
    }

    @Override
    public void restart(Ending ending, Random random) throws Exception {
        end(ending, random);
        open();
    }

    /** Leaves the directory to whoever opens it next. */
    void end(Ending ending, Random random) throws Exception {
        if (ending == Ending.IN_PEACE) {
            log.flush(true);
            log.close();
            checkpoint();
            new CleanShutdownFileHandler(root.toString()).write(7);
        } else {
            Path active = log.activeSegment().log().file().toPath();
            log.closeHandlers();
            if (ending == Ending.POWER_LOSS) {
                tear(active, random);
            }
        }
    }

    /** What was about to be written when the power failed is there in part. */
    private static void tear(Path file, Random random) throws IOException {
        byte[] junk = new byte[random.nextInt(MOST_JUNK_BYTES)];
        if (random.nextBoolean()) {
            random.nextBytes(junk);
        }
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            open.seek(open.length());
            open.write(junk);
        }
    }

    @Override
    public void failSoon(Random random) {}

    @Override
    public void crashSoon(Random random) {}

    @Override
    public boolean wasAskedFor(Exception failure) {
        return false;
    }
}
