package dev.tidemark.core.client;

/** Who an idempotent producer is; {@link #NONE} of one that is not. */
public record ProducerIdentity(long producerId, short producerEpoch) {
    public static final ProducerIdentity NONE = new ProducerIdentity(-1, (short) -1);
}
