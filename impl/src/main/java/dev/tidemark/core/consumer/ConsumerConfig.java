package dev.tidemark.core.consumer;

import dev.tidemark.core.client.IsolationLevel;

/**
 * A consumer's settings, by Kafka's names; times in milliseconds, Kafka's defaults in brackets. {@link #DEFAULT} has the request timeout
 * scaled down like the producers'.
 *
 * @param autoOffsetReset   where to begin without a position, or with one that is not there ({@code auto.offset.reset}, latest)
 * @param fetchMinBytes     that the leader waits for ({@code fetch.min.bytes}, 1)
 * @param fetchMaxWaitMs    but no longer than this ({@code fetch.max.wait.ms}, 500)
 * @param fetchMaxBytes     in one answer, but at least a batch ({@code fetch.max.bytes}, 50 MiB)
 * @param maxPartitionBytes of one partition in it ({@code max.partition.fetch.bytes}, 1 MiB)
 * @param isolation         {@code isolation.level} (read_uncommitted)
 * @param retryBackoffMs    pause before a request is repeated ({@code retry.backoff.ms}, 100)
 * @param requestTimeoutMs  how long to wait for an answer ({@code request.timeout.ms}, 30 s)
 * @param metadataMaxAgeMs  after so long it asks again who leads ({@code metadata.max.age.ms}, 5 min)
 */
public record ConsumerConfig(Reset autoOffsetReset, int fetchMinBytes, long fetchMaxWaitMs, int fetchMaxBytes, int maxPartitionBytes,
                             IsolationLevel isolation, long retryBackoffMs, long requestTimeoutMs, long metadataMaxAgeMs) {
    public static final ConsumerConfig DEFAULT =
            new ConsumerConfig(Reset.LATEST, 1, 500, 50 << 20, 1 << 20, IsolationLevel.READ_UNCOMMITTED, 100, 2_000, 60_000);

    /** What to do without a position. */
    public enum Reset {
        EARLIEST, LATEST,
        /** Nothing: whoever reads is told, and has to seek. */
        NONE
    }

    public ConsumerConfig with(Reset reset) {
        return new ConsumerConfig(reset, fetchMinBytes, fetchMaxWaitMs, fetchMaxBytes, maxPartitionBytes, isolation, retryBackoffMs, requestTimeoutMs,
                metadataMaxAgeMs);
    }

    public ConsumerConfig withFetch(int minBytes, long maxWaitMs) {
        return new ConsumerConfig(autoOffsetReset, minBytes, maxWaitMs, fetchMaxBytes, maxPartitionBytes, isolation, retryBackoffMs, requestTimeoutMs,
                metadataMaxAgeMs);
    }
}
