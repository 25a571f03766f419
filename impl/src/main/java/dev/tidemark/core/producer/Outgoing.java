package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClientRecord;
import java.util.OptionalInt;

/**
 * A record that is to be sent.
 *
 * @param id        by which its report is known; ascending
 * @param partition absent if the partitioner is to choose
 */
public record Outgoing(long id, String topic, OptionalInt partition, ClientRecord record) {
    private static final int BATCH_OVERHEAD_BYTES = 61;
    private static final int RECORD_OVERHEAD_BYTES = 21;
    private static final int LENGTHS_BYTES = 10;

    /** What it takes of a batch at most, as Kafka estimates it. */
    int sizeInBytes() {
        int size = RECORD_OVERHEAD_BYTES + record.key().map(key -> key.remaining()).orElse(0) + record.value().map(value -> value.remaining()).orElse(0);
        return size + record.headers().stream()
                .mapToInt(header -> LENGTHS_BYTES + header.key().length() * 3 + header.value().map(value -> value.remaining()).orElse(0)).sum();
    }

    /** What it takes alone in a batch. */
    int sizeOfBatch() {
        return BATCH_OVERHEAD_BYTES + sizeInBytes();
    }
}
