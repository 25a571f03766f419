package dev.tidemark.benchmark;

import java.io.File;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.Scheduler;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/** Kafka's UnifiedLog, with nothing going on in the background. */
final class KafkaLog implements BenchmarkedLog {
    private final UnifiedLog log;
    private final RequestLocal requestLocal = RequestLocal.withThreadConfinedCaching();

    KafkaLog(Path logDirectory, String cleanupPolicy) throws Exception {
        File directory = logDirectory.resolve(PARTITION).toFile();
        Files.createDirectories(directory.toPath());
        LogConfig config = new LogConfig(Map.of("segment.bytes", "" + SEGMENT_BYTES, "cleanup.policy", cleanupPolicy));
        log = UnifiedLog.create(directory, config, 0, 0, new NoScheduler(), new BrokerTopicStats(false), Time.SYSTEM, 900_000,
                new ProducerStateManagerConfig(Integer.MAX_VALUE, false), 600_000, new LogDirFailureChannel(1), false, Optional.empty());
    }

    UnifiedLog unifiedLog() {
        return log;
    }

    @Override
    public void appendAsLeader(ByteBuffer batch) throws Exception {
        log.appendAsLeader(MemoryRecords.readableRecords(batch), LEADER_EPOCH, AppendOrigin.CLIENT, requestLocal, VerificationGuard.SENTINEL, (short) 2);
    }

    @Override
    public void appendAsFollower(ByteBuffer batches) throws Exception {
        log.appendAsFollower(MemoryRecords.readableRecords(batches), LEADER_EPOCH);
    }

    @Override
    public void read(long offset, int maxBytes, ByteBuffer target) throws Exception {
        FileRecords records = (FileRecords) log.read(offset, maxBytes, FetchIsolation.LOG_END, true).records;
        records.readInto(target.clear().limit(records.sizeInBytes()), 0);
    }

    @Override
    public void flush() {
        log.flush(false);
    }

    @Override
    public long logEndOffset() {
        return log.logEndOffset();
    }

    @Override
    public void close() {
        log.close();
    }

    /** Takes tasks and runs none. */
    private static final class NoScheduler implements Scheduler {
        private static final ScheduledExecutorService NEVER = Executors.newScheduledThreadPool(0, task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        });

        @Override
        public void startup() {}

        @Override
        public void shutdown() {}

        @Override
        public ScheduledFuture<?> schedule(String name, Runnable task, long delayMs, long periodMs) {
            return NEVER.schedule(() -> { }, 1, TimeUnit.DAYS);
        }

        @Override
        public void resizeThreadPool(int newSize) {}
    }
}
