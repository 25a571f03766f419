package dev.tidemark.storage.producer;

/**
 * What is remembered of one of a producer's last batches, enough to know it again.
 *
 * @param lastSequence  of its last record; -1 if it has none
 * @param offsetDelta   from its first to its last offset
 * @param timestampMs   the largest of its records
 */
public record BatchMetadata(int lastSequence, long lastOffset, int offsetDelta, long timestampMs) {
    /** Before sequence 0 comes the largest number. */
    public int firstSequence() {
        return lastSequence - offsetDelta & Integer.MAX_VALUE;
    }

    public long firstOffset() {
        return lastOffset - offsetDelta;
    }
}
