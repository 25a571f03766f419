package dev.tidemark.node;

import dev.tidemark.core.Acks;

/**
 * A producer's settings; times in milliseconds. The defaults are Kafka's, with the times scaled down like the brokers'.
 *
 * @param maxInFlight       batches under way at once ({@code max.in.flight.requests.per.connection}, 5); more than one and a retry may
 *                          change their order
 * @param retries           how often a batch is sent again at most ({@code retries}, the largest int)
 * @param retryBackoffMs    pause before it is sent again ({@code retry.backoff.ms}, 100)
 * @param requestTimeoutMs  how long to wait for an answer ({@code request.timeout.ms}, 30 s)
 * @param deliveryTimeoutMs from send to report at most ({@code delivery.timeout.ms}, 120 s)
 */
public record ProducerConfig(Acks acks, int maxInFlight, int retries, long retryBackoffMs, long requestTimeoutMs,
                             long deliveryTimeoutMs) {

    public static ProducerConfig of(Acks acks) {
        return new ProducerConfig(acks, 5, Integer.MAX_VALUE, 100, 2_000, 30_000);
    }

    public ProducerConfig withRetries(int newRetries) {
        return new ProducerConfig(acks, maxInFlight, newRetries, retryBackoffMs, requestTimeoutMs, deliveryTimeoutMs);
    }
}
