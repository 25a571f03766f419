package dev.tidemark.core.client;

import java.util.List;

/** A batch of one partition as a producer sends it; what is in it is decoded where it is needed. */
public interface ProducedRecords {
    /** The sequence of a batch without one. */
    int NO_SEQUENCE = -1;

    /** The records' texts, which is what the specs see of them. */
    List<String> texts();

    ProducerIdentity producer();

    /** The sequence of its first record, {@link #NO_SEQUENCE} unless the producer is idempotent. */
    int baseSequence();
}
