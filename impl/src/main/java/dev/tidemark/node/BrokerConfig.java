package dev.tidemark.node;

import dev.tidemark.storage.LogConfig;

/**
 * A broker's timers, in milliseconds, and the shape of its logs. The defaults are Kafka's, scaled down so that a simulated
 * run stays short: the protocol knows no unit of time.
 *
 * @param fetchWaitMs          pause of a follower that got nothing ({@code replica.fetch.wait.max.ms}, 500)
 * @param fetchMaxBytes        bytes in one answer, but at least a batch ({@code replica.fetch.max.bytes}, 1 MiB)
 * @param replicaLagTimeMaxMs  after so long without having caught up a follower leaves the ISR ({@code replica.lag.time.max.ms}, 30 s)
 * @param heartbeatIntervalMs  between heartbeats to the controller ({@code broker.heartbeat.interval.ms}, 2 s)
 * @param flushIntervalMs      between flushes ({@code log.flush.interval.ms}); 0 leaves it to the operating system, as Kafka does
 * @param checkpointIntervalMs between checkpoints of both kinds ({@code replica.high.watermark.checkpoint.interval.ms}, 5 s,
 *                             and {@code log.flush.offset.checkpoint.interval.ms}, 60 s)
 * @param producerExpirationMs after so long without a batch a producer is forgotten ({@code producer.id.expiration.ms}, a day: not scaled)
 * @param expirationCheckMs    between looks for such producers ({@code producer.id.expiration.check.interval.ms}, 10 min: not scaled)
 */
public record BrokerConfig(long fetchWaitMs, int fetchMaxBytes, long replicaLagTimeMaxMs, long heartbeatIntervalMs,
                           long flushIntervalMs, long checkpointIntervalMs, long producerExpirationMs, long expirationCheckMs, LogConfig log) {
    public static final BrokerConfig DEFAULT = new BrokerConfig(100, 1 << 20, 800, 100, 0, 500, 86_400_000, 600_000, LogConfig.DEFAULT);

    /** How long a broker that shuts down waits for others to take over; Kafka tries three times ({@code controlled.shutdown.max.retries}). */
    long controlledShutdownTimeoutMs() {
        return 10 * heartbeatIntervalMs;
    }

    public BrokerConfig withFlushInterval(long ms) {
        return new BrokerConfig(fetchWaitMs, fetchMaxBytes, replicaLagTimeMaxMs, heartbeatIntervalMs, ms,
                checkpointIntervalMs, producerExpirationMs, expirationCheckMs, log);
    }

    public BrokerConfig withLog(LogConfig newLog) {
        return new BrokerConfig(fetchWaitMs, fetchMaxBytes, replicaLagTimeMaxMs, heartbeatIntervalMs, flushIntervalMs, checkpointIntervalMs,
                producerExpirationMs, expirationCheckMs, newLog);
    }

    public BrokerConfig withProducerExpiration(long ms, long checkMs) {
        return new BrokerConfig(fetchWaitMs, fetchMaxBytes, replicaLagTimeMaxMs, heartbeatIntervalMs, flushIntervalMs, checkpointIntervalMs, ms, checkMs,
                log);
    }
}
