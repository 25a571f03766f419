package dev.tidemark.core;

import java.util.List;
import java.util.Optional;

/** What a replica knows of those who have written to its log; {@code producers} of {@code Producing.tla}. */
@FunctionalInterface
public interface KnownProducers {
    Optional<Known> producer(long producerId);

    /** @param batches the last few of that epoch, oldest first; at least one */
    record Known(int producerEpoch, List<KnownBatch> batches) {
        public Known {
            batches = List.copyOf(batches);
        }

        KnownBatch last() {
            return batches.get(batches.size() - 1);
        }
    }

    record KnownBatch(int firstSequence, int lastSequence, long baseOffset) { }
}
