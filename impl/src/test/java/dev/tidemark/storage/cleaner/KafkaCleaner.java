package dev.tidemark.storage.cleaner;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.Cleaner;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogToClean;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.SkimpyOffsetMap;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.utils.Throttler;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/** Kafka's own log with Kafka's own cleaner, at a time that we say. */
final class KafkaCleaner implements AutoCloseable {
    private static final KafkaScheduler SCHEDULER = new KafkaScheduler(1);

    static {
        SCHEDULER.startup();
    }

    private final UnifiedLog log;
    private long cleanedOffset;

    KafkaCleaner(Path directory, long deleteRetentionMs) throws Exception {
        LogConfig config = new LogConfig(Map.of("cleanup.policy", "compact", "delete.retention.ms", "" + deleteRetentionMs));
        log = UnifiedLog.create(Files.createDirectories(directory).toFile(), config, 0, 0, SCHEDULER, new BrokerTopicStats(false), Time.SYSTEM, 900_000,
                new ProducerStateManagerConfig(Integer.MAX_VALUE, false), 600_000, new LogDirFailureChannel(1), false, Optional.empty());
    }

    void append(ByteBuffer batch) throws Exception {
        log.appendAsFollower(MemoryRecords.readableRecords(batch), 0);
        log.updateHighWatermark(log.logEndOffset());
    }

    void roll() throws Exception {
        log.roll();
    }

    void clean(long nowMs) throws Exception {
        Time time = new FixedTime(nowMs);
        Cleaner cleaner = new Cleaner(0, new SkimpyOffsetMap(1 << 16, "MD5"), 1 << 16, 1 << 20, 0.9,
                new Throttler(Double.MAX_VALUE, 300, "cleaner-io", "bytes", time), time, partition -> { });
        long end = Math.min(log.lastStableOffset(), log.activeSegment().baseOffset());
        cleanedOffset = cleaner.clean(new LogToClean(log, cleanedOffset, end, false)).getKey();
    }

    long cleanedOffset() {
        return cleanedOffset;
    }

    @Override
    public void close() {
        log.close();
    }

    private record FixedTime(long milliseconds) implements Time {
        @Override
        public long nanoseconds() {
            return milliseconds * 1_000_000;
        }

        @Override
        public void sleep(long ms) {}

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {}
    }
}
