package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClusterView;
import dev.tidemark.core.client.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that a producer remembers.
 *
 * @param waiting       records that wait for metadata or for room, in order; the caller of Kafka's {@code send} waits with them
 * @param inFlight      unanswered produce requests by id
 * @param sticky        where records without a key go
 * @param sequences     of an idempotent producer
 * @param nextRequestId of the next request of any kind
 */
public record ProducerState(ProducerConfig config, ClusterView view, List<Waiting> waiting, Accumulator accumulator, SortedMap<Long, InFlight> inFlight,
                            StickyPartitions sticky, Sequences sequences, long nextRequestId) {
    public ProducerState {
        waiting = List.copyOf(waiting);
        inFlight = Collections.unmodifiableSortedMap(new TreeMap<>(inFlight));
    }

    /** @param deadlineMs the end of {@code max.block.ms} */
    public record Waiting(Outgoing record, long deadlineMs) { }

    /**
     * A produce request that is under way.
     *
     * @param batches    those that are not reported yet
     * @param partitions of all that it had
     */
    public record InFlight(long id, String broker, long deadlineMs, List<Batch> batches, Set<Partition> partitions) {
        public InFlight {
            batches = List.copyOf(batches);
            partitions = Set.copyOf(partitions);
        }

        InFlight without(List<Batch> reported) {
            return new InFlight(id, broker, deadlineMs, batches.stream().filter(batch -> !reported.contains(batch)).toList(), partitions);
        }
    }

    /** @param seed decides where records without a key go */
    public static ProducerState initial(ProducerConfig config, List<String> bootstrap, long seed) {
        return new ProducerState(config, ClusterView.of(bootstrap), List.of(), Accumulator.EMPTY, new TreeMap<>(), StickyPartitions.of(seed),
                Sequences.NONE, 0);
    }

    /** Whether every record has its report. */
    public boolean isIdle() {
        return waiting.isEmpty() && accumulator.queues().isEmpty() && underWay().findAny().isEmpty();
    }

    Stream<Batch> underWay() {
        return inFlight.values().stream().flatMap(request -> request.batches().stream());
    }

    Stream<Batch> underWay(Partition partition) {
        return underWay().filter(batch -> batch.partition().equals(partition));
    }

    /** Whether no request that is under way could still write to a partition. */
    boolean isQuiet(Partition partition) {
        return inFlight.values().stream().noneMatch(request -> request.partitions().contains(partition));
    }

    List<InFlight> inFlightTo(String broker) {
        return inFlight.values().stream().filter(request -> request.broker().equals(broker)).toList();
    }

    /** Bytes that batches take of {@code buffer.memory}; each at least {@code batch.size}, as Kafka allocates them. */
    long bufferedBytes() {
        return Stream.concat(accumulator.all().stream(), underWay()).mapToLong(batch -> Math.max(batch.sizeInBytes(), config.batchSize())).sum();
    }

    ProducerState with(ClusterView newView) {
        return new ProducerState(config, newView, waiting, accumulator, inFlight, sticky, sequences, nextRequestId);
    }

    ProducerState with(Accumulator newAccumulator) {
        return new ProducerState(config, view, waiting, newAccumulator, inFlight, sticky, sequences, nextRequestId);
    }

    ProducerState with(StickyPartitions newSticky) {
        return new ProducerState(config, view, waiting, accumulator, inFlight, newSticky, sequences, nextRequestId);
    }

    ProducerState with(Sequences newSequences) {
        return new ProducerState(config, view, waiting, accumulator, inFlight, sticky, newSequences, nextRequestId);
    }

    ProducerState withWaiting(Waiting another) {
        List<Waiting> more = new ArrayList<>(waiting);
        more.add(another);
        return withWaiting(more);
    }

    ProducerState withWaiting(List<Waiting> newWaiting) {
        return new ProducerState(config, view, newWaiting, accumulator, inFlight, sticky, sequences, nextRequestId);
    }

    ProducerState withInFlight(InFlight request) {
        SortedMap<Long, InFlight> more = new TreeMap<>(inFlight);
        more.put(request.id(), request);
        return new ProducerState(config, view, waiting, accumulator, more, sticky, sequences, nextRequestId);
    }

    ProducerState withoutInFlight(long id) {
        SortedMap<Long, InFlight> fewer = new TreeMap<>(inFlight);
        fewer.remove(id);
        return new ProducerState(config, view, waiting, accumulator, fewer, sticky, sequences, nextRequestId);
    }

    ProducerState withRequestId() {
        return new ProducerState(config, view, waiting, accumulator, inFlight, sticky, sequences, nextRequestId + 1);
    }
}
