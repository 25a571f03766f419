package dev.tidemark.core.producer;

import dev.tidemark.core.ProducerRequest;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.client.ProducerIdentity;
import java.util.ArrayList;
import java.util.List;

/**
 * Records of one partition that are sent together.
 *
 * @param id             ascending in the order of creation, which is that of sequences too
 * @param sizeInBytes    at most
 * @param isClosed       no record is added any more
 * @param attempts       how often it was sent
 * @param notBeforeMs    the end of a pause between two attempts
 * @param mayBeWritten   whether an attempt ended without a refusal
 * @param producer       under whose sequences it was sent, NONE before and without idempotence
 */
public record Batch(long id, Partition partition, List<Outgoing> outgoing, int sizeInBytes, long createdAtMs, boolean isClosed, int attempts,
                    long notBeforeMs, boolean mayBeWritten, ProducerIdentity producer, int baseSequence) implements ProducedRecords {
    public Batch {
        outgoing = List.copyOf(outgoing);
    }

    static Batch of(long id, Partition partition, Outgoing first, long nowMs) {
        return new Batch(id, partition, List.of(first), first.sizeOfBatch(), nowMs, false, 0, 0, false, ProducerIdentity.NONE, NO_SEQUENCE);
    }

    public List<ClientRecord> records() {
        return outgoing.stream().map(Outgoing::record).toList();
    }

    @Override
    public List<String> texts() {
        return outgoing.stream().map(sent -> sent.record().text()).toList();
    }

    boolean hasSequence() {
        return baseSequence != NO_SEQUENCE;
    }

    /** Whether the producer waits to learn what became of it. */
    boolean isInFlight() {
        return attempts > 0 || hasSequence();
    }

    /** The sequence behind its last record. */
    int nextSequence() {
        return ProducerRequest.later(baseSequence, outgoing.size());
    }

    Batch with(Outgoing more) {
        List<Outgoing> all = new ArrayList<>(outgoing);
        all.add(more);
        return new Batch(id, partition, all, sizeInBytes + more.sizeInBytes(), createdAtMs, isClosed, attempts, notBeforeMs, mayBeWritten, producer,
                baseSequence);
    }

    Batch closed() {
        return new Batch(id, partition, outgoing, sizeInBytes, createdAtMs, true, attempts, notBeforeMs, mayBeWritten, producer, baseSequence);
    }

    Batch sequenced(ProducerIdentity identity, int sequence) {
        return new Batch(id, partition, outgoing, sizeInBytes, createdAtMs, isClosed, attempts, notBeforeMs, mayBeWritten, identity, sequence);
    }

    Batch attempted() {
        return new Batch(id, partition, outgoing, sizeInBytes, createdAtMs, true, attempts + 1, notBeforeMs, mayBeWritten, producer, baseSequence);
    }

    Batch failed(boolean perhapsWritten, long retryAtMs) {
        return new Batch(id, partition, outgoing, sizeInBytes, createdAtMs, isClosed, attempts, retryAtMs, mayBeWritten || perhapsWritten, producer,
                baseSequence);
    }
}
