package dev.tidemark.storage;

/**
 * The settings of a server that concern its log directories, by Kafka's names and with Kafka's defaults; all in milliseconds.
 *
 * @param flushSchedulerIntervalMs          how often to look for logs to flush by time ({@code log.flush.scheduler.interval.ms}; off by default)
 * @param retentionCheckIntervalMs          how often to look for segments to delete ({@code log.retention.check.interval.ms}, 5 min)
 * @param recoveryPointCheckpointIntervalMs {@code log.flush.offset.checkpoint.interval.ms}, 60 s
 * @param logStartCheckpointIntervalMs      {@code log.flush.start.offset.checkpoint.interval.ms}, 60 s
 * @param highWatermarkCheckpointIntervalMs {@code replica.high.watermark.checkpoint.interval.ms}, 5 s
 * @param producerIdExpirationMs            {@code producer.id.expiration.ms}, a day
 */
public record LogDirectoryConfig(long flushSchedulerIntervalMs, long retentionCheckIntervalMs, long recoveryPointCheckpointIntervalMs,
        long logStartCheckpointIntervalMs, long highWatermarkCheckpointIntervalMs, long producerIdExpirationMs) {
    public static final LogDirectoryConfig DEFAULT = new LogDirectoryConfig(Long.MAX_VALUE, 300_000, 60_000, 60_000, 5_000, 86_400_000);
}
