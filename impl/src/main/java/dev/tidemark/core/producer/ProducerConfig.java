package dev.tidemark.core.producer;

import dev.tidemark.core.Acks;

/**
 * A producer's settings, by Kafka's names; times in milliseconds, Kafka's defaults in brackets. {@link #of} has the times of sending scaled
 * down like the brokers', and no linger, so that a simulated run stays short.
 *
 * @param acks                 {@code acks} (all)
 * @param maxInFlight          requests under way at once to a broker ({@code max.in.flight.requests.per.connection}, 5); more than one and a
 *                             retry may change the order of a producer that is not idempotent
 * @param retries              how often a batch is sent again at most ({@code retries}, the largest int)
 * @param retryBackoffMs       pause before it is sent again; doubled each time ({@code retry.backoff.ms}, 100)
 * @param retryBackoffMaxMs    but no longer than this ({@code retry.backoff.max.ms}, 1 s; Kafka adds up to a fifth at random)
 * @param requestTimeoutMs     how long to wait for an answer ({@code request.timeout.ms}, 30 s)
 * @param deliveryTimeoutMs    from the first record of a batch to its report at most ({@code delivery.timeout.ms}, 120 s)
 * @param maxBlockMs           how long a record may wait for metadata and for room ({@code max.block.ms}, 60 s)
 * @param lingerMs             how long a batch that is not full waits for more ({@code linger.ms}, 5)
 * @param batchSize            bytes that a batch is filled up to ({@code batch.size}, 16 KiB)
 * @param bufferMemory         bytes of all records that are not reported ({@code buffer.memory}, 32 MiB)
 * @param maxRequestSize       bytes of one record, and of the batches in one request ({@code max.request.size}, 1 MiB)
 * @param metadataMaxAgeMs     after so long it asks again who leads ({@code metadata.max.age.ms}, 5 min)
 * @param idempotence          {@code enable.idempotence} (true)
 * @param silenceMs            after so long without an acknowledgement brokers may have forgotten an idempotent producer: less than their
 *                             {@code producer.id.expiration.ms} (Kafka's producer has no such setting; theirs is a day)
 * @param firstSequence        of a producer id (0, and no setting in Kafka): shows what comes after the largest, 2^31 - 1, without sending so much;
 *                             brokers take it for a producer that they have forgotten
 */
public record ProducerConfig(Acks acks, int maxInFlight, int retries, long retryBackoffMs, long retryBackoffMaxMs, long requestTimeoutMs,
                             long deliveryTimeoutMs, long maxBlockMs, long lingerMs, int batchSize, long bufferMemory, int maxRequestSize,
                             long metadataMaxAgeMs, Idempotence idempotence, long silenceMs, int firstSequence) {
    private static final int MOST_IN_FLIGHT_OF_IDEMPOTENT = 5;

    /** Whether brokers recognise what a producer repeats. */
    public enum Idempotence { ENABLED, DISABLED }

    public ProducerConfig {
        require(retries >= 0, "Invalid value " + retries + " for configuration retries: Value must be at least 0");
        require(maxInFlight >= 1, "Invalid value " + maxInFlight + " for configuration max.in.flight.requests.per.connection: Value must be at least 1");
        require(batchSize >= 0, "Invalid value " + batchSize + " for configuration batch.size: Value must be at least 0");
        require(lingerMs >= 0, "Invalid value " + lingerMs + " for configuration linger.ms: Value must be at least 0");
        require(deliveryTimeoutMs >= lingerMs + requestTimeoutMs, "delivery.timeout.ms should be equal to or larger than linger.ms + request.timeout.ms");
        require(firstSequence >= 0, "Invalid first sequence " + firstSequence + ": Value must be at least 0");
        if (idempotence == Idempotence.ENABLED) {
            require(retries > 0, "Must set retries to non-zero when using the idempotent producer.");
            require(acks == Acks.ALL, "Must set acks to all in order to use the idempotent producer. Otherwise we cannot guarantee idempotence.");
            require(maxInFlight <= MOST_IN_FLIGHT_OF_IDEMPOTENT,
                    "To use the idempotent producer, max.in.flight.requests.per.connection must be set to at most 5. Current value is " + maxInFlight + ".");
        }
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new ConfigException(message);
        }
    }

    /** Not idempotent. */
    public static ProducerConfig of(Acks acks) {
        return new ProducerConfig(acks, 5, Integer.MAX_VALUE, 100, 1_000, 2_000, 30_000, 30_000, 0, 1 << 14, 1 << 25, 1 << 20, 60_000,
                Idempotence.DISABLED, 12 * 3_600_000, 0);
    }

    /** Idempotent, with all else as {@link #of}. */
    public static ProducerConfig idempotent() {
        return new ProducerConfig(Acks.ALL, 5, Integer.MAX_VALUE, 100, 1_000, 2_000, 30_000, 30_000, 0, 1 << 14, 1 << 25, 1 << 20, 60_000,
                Idempotence.ENABLED, 12 * 3_600_000, 0);
    }

    public boolean isIdempotent() {
        return idempotence == Idempotence.ENABLED;
    }

    /** How long to wait after so many attempts. */
    long backoffMs(int attempts) {
        return Math.min(retryBackoffMaxMs, retryBackoffMs << Math.min(attempts - 1, 20));
    }

    public ProducerConfig withRetries(int newRetries) {
        return new ProducerConfig(acks, maxInFlight, newRetries, retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs, deliveryTimeoutMs, maxBlockMs,
                lingerMs, batchSize, bufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, silenceMs, firstSequence);
    }

    public ProducerConfig withMaxInFlight(int newMaxInFlight) {
        return new ProducerConfig(acks, newMaxInFlight, retries, retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs, deliveryTimeoutMs, maxBlockMs,
                lingerMs, batchSize, bufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, silenceMs, firstSequence);
    }

    public ProducerConfig withTimeouts(long newRequestTimeoutMs, long newDeliveryTimeoutMs, long newMaxBlockMs) {
        return new ProducerConfig(acks, maxInFlight, retries, retryBackoffMs, retryBackoffMaxMs, newRequestTimeoutMs, newDeliveryTimeoutMs,
                newMaxBlockMs, lingerMs, batchSize, bufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, silenceMs, firstSequence);
    }

    public ProducerConfig withBatching(long newLingerMs, int newBatchSize, long newBufferMemory) {
        return new ProducerConfig(acks, maxInFlight, retries, retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs, deliveryTimeoutMs, maxBlockMs,
                newLingerMs, newBatchSize, newBufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, silenceMs, firstSequence);
    }

    public ProducerConfig withSilence(long newSilenceMs) {
        return new ProducerConfig(acks, maxInFlight, retries, retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs, deliveryTimeoutMs, maxBlockMs,
                lingerMs, batchSize, bufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, newSilenceMs, firstSequence);
    }

    public ProducerConfig withFirstSequence(int newFirstSequence) {
        return new ProducerConfig(acks, maxInFlight, retries, retryBackoffMs, retryBackoffMaxMs, requestTimeoutMs, deliveryTimeoutMs, maxBlockMs,
                lingerMs, batchSize, bufferMemory, maxRequestSize, metadataMaxAgeMs, idempotence, silenceMs, newFirstSequence);
    }
}
