package dev.tidemark.core.client;

import java.util.List;

/** Whole batches as they are on the leader's disk; what is in them is decoded where it is needed. */
public interface FetchedBatches {
    /** All of their records: the first may lie below the offset that was asked for, in the same batch. */
    List<FetchedRecord> records();

    /** Where to read on, also if the last batches have no records any more; -1 if there are no batches. */
    long endOffset();

    /** The leader epoch of the last batch, -1 if there are none. */
    int lastEpoch();
}
