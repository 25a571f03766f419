package dev.tidemark.storage.producer;

/**
 * A transaction whose records a read-committed consumer must not see.
 *
 * @param firstOffset      of its first record
 * @param lastOffset       of its marker
 * @param lastStableOffset of the log when the marker was written: a fetch below it is concerned by no later entry of the index
 */
public record AbortedTransaction(long producerId, long firstOffset, long lastOffset, long lastStableOffset) {}
