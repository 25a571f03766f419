package dev.tidemark.core;

/** What a decision may depend on of a replica's log. */
public interface LogView {
    /** What {@link #endOffsetFor} answers for an epoch above all that the log knows. */
    EpochEnd UNDEFINED = new EpochEnd(-1, -1);

    long endOffset();

    /** Everything below is on the platter. */
    long flushedOffset();

    /** The last epoch in the epoch cache, -1 if it is empty. */
    int latestEpoch();

    /** Where the last epoch in the epoch cache began. */
    long latestEpochStart();

    /** The largest epoch not above the one asked for, and where it ends (KIP-101, KIP-279). */
    EpochEnd endOffsetFor(int leaderEpoch);

    record EpochEnd(int leaderEpoch, long endOffset) { }
}
