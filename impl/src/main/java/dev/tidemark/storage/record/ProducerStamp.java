package dev.tidemark.storage.record;

/** Who produced a batch: id and epoch of an idempotent producer and the sequence of the batch's first record; all -1 for none. */
public record ProducerStamp(long producerId, short producerEpoch, int baseSequence) {
    public static final ProducerStamp NONE = new ProducerStamp(-1, (short) -1, -1);
}
