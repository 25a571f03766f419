package dev.tidemark.core;

import java.util.List;

/**
 * A batch of one producer as its leader sees it; {@code requests} of {@code Producing.tla}.
 *
 * @param producer      the client's name
 * @param producerId    -1 without idempotence, as are epoch and sequence then
 * @param firstSequence of its first record
 * @param attempt       the number of the request, which tells it from earlier attempts at the same batch
 */
public record ProducerRequest(String producer, long producerId, int producerEpoch, int firstSequence, List<String> records, long attempt) {
    public ProducerRequest {
        records = List.copyOf(records);
    }

    public boolean isNumbered() {
        return producerId >= 0;
    }

    /** Of its last record. */
    public int lastSequence() {
        return later(firstSequence, records.size() - 1);
    }

    /** The sequence so many after another; after the largest, 2^31 - 1, comes 0. */
    public static int later(int sequence, int count) {
        return sequence + count & Integer.MAX_VALUE;
    }

    /** A request whose batch is in the leader's log, from that offset on, and that waits until it is committed. */
    public record Waiter(ProducerRequest request, long baseOffset) { }
}
