package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.kafka.KafkaLogs;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.UnifiedLog;

/** Kafka's own log with Kafka's own cleaner, at a time that we say. */
final class KafkaCleaner implements AutoCloseable {
    private final UnifiedLog log;
    private long cleanedOffset;

    KafkaCleaner(Path directory, long deleteRetentionMs) throws Exception {
        log = KafkaLogs.open(Files.createDirectories(directory), Map.of("cleanup.policy", "compact", "delete.retention.ms", "" + deleteRetentionMs), 0, 0, false,
                Time.SYSTEM);
    }

    void append(ByteBuffer batch) throws Exception {
        log.appendAsFollower(MemoryRecords.readableRecords(batch), 0);
        log.updateHighWatermark(log.logEndOffset());
    }

    void roll() throws Exception {
        log.roll();
    }

    void clean(long nowMs) throws Exception {
        cleanedOffset = KafkaLogs.clean(log, cleanedOffset, nowMs);
    }

    long cleanedOffset() {
        return cleanedOffset;
    }

    @Override
    public void close() {
        log.close();
    }
}
