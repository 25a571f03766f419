package dev.tidemark.core.producer;

import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducerIdentity;
import dev.tidemark.core.producer.ProducerState.InFlight;
import dev.tidemark.core.producer.Sequences.PartitionSequence;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a producer knows of its standing with one partition; the producer's variables of {@code Producing.tla}.
 *
 * @param isKnown  whether brokers know the producer
 * @param inFlight the batches whose outcome it does not know, in the order of sending
 */
public record Session(ProducerIdentity identity, int nextSequence, boolean isKnown, List<Sent> inFlight) {
    /** The number of a request when none is under way. */
    public static final long NO_REQUEST = -1;

    /** @param request that is under way with the batch, {@link #NO_REQUEST} if it waits to be sent again */
    public record Sent(Batch batch, long request) { }

    /** @param limbo a batch that is on its way out of the queue */
    static Session of(ProducerState state, Partition partition, Optional<Batch> limbo) {
        boolean hasBegun = state.sequences().partitions().containsKey(partition);
        PartitionSequence sequence = state.sequences().of(partition);
        Stream<Sent> waiting = Stream.concat(state.accumulator().queue(partition).stream().filter(Batch::isInFlight), limbo.stream())
                .map(batch -> new Sent(batch, NO_REQUEST));
        Stream<Sent> underWay = state.inFlight().values().stream().flatMap(request -> sent(request, partition));
        return new Session(hasBegun ? sequence.identity() : ProducerIdentity.NONE, hasBegun ? sequence.next() : Batch.NO_SEQUENCE, sequence.isKnown(),
                Stream.concat(waiting, underWay).sorted(Comparator.comparingLong(sent -> sent.batch().id())).toList());
    }

    private static Stream<Sent> sent(InFlight request, Partition partition) {
        return request.batches().stream().filter(batch -> batch.partition().equals(partition)).map(batch -> new Sent(batch, request.id()));
    }
}
