package dev.tidemark.core.producer;

import static dev.tidemark.traces.ProducersVocabulary.ASSIGN_SEQUENCE;
import static dev.tidemark.traces.ProducersVocabulary.BUMP_EPOCH;
import static dev.tidemark.traces.ProducersVocabulary.GROW_SILENT;
import static dev.tidemark.traces.ProducersVocabulary.INIT_PRODUCER_ID;
import static dev.tidemark.traces.ProducersVocabulary.SEND_BATCH;

import dev.tidemark.core.Acks;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.client.ProducerIdentity;
import dev.tidemark.core.producer.ProducerState.InFlight;
import dev.tidemark.core.producer.Sequences.Doubt;
import dev.tidemark.core.producer.Sequences.PartitionSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** How batches get out: to each leader requests with one batch of each partition, as many as may be in flight. */
final class Sending {
    private Sending() { }

    static void send(Turn turn) {
        TreeSet<String> leaders = new TreeSet<>();
        turn.state().accumulator().queues().keySet().forEach(partition -> turn.state().view().leader(partition)
                .ifPresentOrElse(leaders::add, () -> turn.become(turn.state().with(turn.state().view().stale()))));
        for (String broker : leaders) {
            List<Batch> batches = ready(turn, broker);
            while (!batches.isEmpty()) {
                transmit(turn, broker, batches);
                batches = ready(turn, broker);
            }
        }
    }

    /** What may go to a broker in one request. */
    private static List<Batch> ready(Turn turn, String broker) {
        List<Batch> batches = new ArrayList<>();
        if (turn.state().inFlightTo(broker).size() < turn.config().maxInFlight()) {
            int size = 0;
            for (Partition partition : turn.state().accumulator().queues().keySet()) {
                Optional<Batch> next = turn.state().view().leader(partition).equals(Optional.of(broker)) ? next(turn, partition) : Optional.empty();
                if (next.isPresent() && (batches.isEmpty() || size + next.get().sizeInBytes() <= turn.config().maxRequestSize())) {
                    batches.add(next.get());
                    size += next.get().sizeInBytes();
                }
            }
        }
        return batches;
    }

    /** The oldest batch of a partition, if it may go. */
    private static Optional<Batch> next(Turn turn, Partition partition) {
        ProducerState state = turn.state();
        boolean isBlocked = !state.waiting().isEmpty();
        boolean mustWait = turn.config().maxInFlight() == 1 && state.underWay(partition).findAny().isPresent();
        return state.accumulator().first(partition).filter(batch -> !mustWait)
                .filter(batch -> Accumulator.isReady(batch, turn.config(), turn.nowMs(), isBlocked))
                .filter(batch -> !turn.config().isIdempotent() || isInSequence(state, batch));
    }

    /**
     * What was sent before is sent again in the order of sequences, one at a time; what is new waits until nothing is in doubt. Until a leader
     * knows the producer it takes whatever comes first: so the first batch goes alone. And no more are in flight than a leader knows again,
     * over however many connections.
     */
    private static boolean isInSequence(ProducerState state, Batch batch) {
        PartitionSequence sequence = state.sequences().of(batch.partition());
        if (!state.sequences().isKnown() || sequence.doubt() == Doubt.GAP) {
            return false;
        }
        if (batch.hasSequence()) {
            return state.underWay(batch.partition()).noneMatch(other -> other.id() < batch.id());
        }
        boolean isOfToday = sequence.identity().equals(state.sequences().identity());
        long underWay = state.underWay(batch.partition()).count();
        boolean mayJoin = isOfToday && sequence.isKnown() && underWay < state.config().maxInFlight();
        return sequence.doubt() == Doubt.NONE && (state.isQuiet(batch.partition()) || mayJoin);
    }

    private static void transmit(Turn turn, String broker, List<Batch> batches) {
        SortedMap<Partition, ProducedRecords> sent = new TreeMap<>();
        List<Batch> underWay = new ArrayList<>();
        for (Batch batch : batches) {
            turn.become(turn.state().with(turn.state().accumulator().without(batch)).with(turn.state().sticky().leave(batch.partition())));
            Batch attempted = (needsSequence(turn, batch) ? assignSequence(turn, batch) : batch).attempted();
            sent.put(batch.partition(), attempted);
            underWay.add(attempted);
        }
        ProducerConfig config = turn.config();
        long id = turn.send(broker, newId -> new ClientRequest.Produce(newId, config.acks(), config.requestTimeoutMs(), sent));
        if (config.acks() == Acks.NONE) {
            underWay.forEach(batch -> Delivery.sent(turn, batch));
        } else {
            turn.become(turn.state().withInFlight(new InFlight(id, broker, turn.nowMs() + config.requestTimeoutMs(), underWay, sent.keySet())));
            underWay.forEach(batch -> turn.took(SEND_BATCH, batch.partition(), Optional.of(batch), id, Optional.empty()));
        }
    }

    private static boolean needsSequence(Turn turn, Batch batch) {
        return turn.config().isIdempotent() ? !batch.hasSequence() : !batch.isInFlight();
    }

    private static Batch assignSequence(Turn turn, Batch batch) {
        Batch assigned = turn.config().isIdempotent() ? sequenced(turn, batch) : batch;
        if (!batch.isInFlight()) {
            turn.tookFromQueue(ASSIGN_SEQUENCE, assigned);
        }
        return assigned;
    }

    private static Batch sequenced(Turn turn, Batch batch) {
        takeIdentity(turn, batch.partition());
        Sequences sequences = turn.state().sequences();
        Batch sequenced = batch.sequenced(sequences.identity(), sequences.of(batch.partition()).next());
        turn.become(turn.state().with(sequences.assigned(sequenced)));
        return sequenced;
    }

    /** A partition learns of a new id or epoch when nothing is in flight there any more. */
    private static void takeIdentity(Turn turn, Partition partition) {
        Sequences sequences = turn.state().sequences();
        boolean isFirst = !sequences.partitions().containsKey(partition);
        ProducerIdentity before = sequences.of(partition).identity();
        if (isFirst || !before.equals(sequences.identity())) {
            boolean isNewId = isFirst || before.producerId() != sequences.identity().producerId();
            turn.become(turn.state().with(sequences.restart(partition, isNewId ? turn.config().firstSequence() : 0)));
            turn.took(isNewId ? INIT_PRODUCER_ID : BUMP_EPOCH, partition);
        }
    }

    /** Where nothing was acknowledged for long, brokers may have forgotten the producer. */
    static void growSilent(Turn turn) {
        turn.state().sequences().partitions().forEach((partition, sequence) -> {
            boolean isLong = sequence.isKnown() && turn.nowMs() - sequence.knownAtMs() >= turn.config().silenceMs();
            if (isLong && Session.of(turn.state(), partition, Optional.empty()).inFlight().isEmpty()) {
                turn.become(turn.state().with(turn.state().sequences().with(partition, sequence.silent())));
                turn.took(GROW_SILENT, partition);
            }
        });
    }

    /** Where nothing is under way any more, it is known whether the sequences have a gap; if so a new epoch begins there, from 0. */
    static void resolveDoubts(Turn turn) {
        turn.state().sequences().partitions().forEach((partition, sequence) -> {
            boolean isQuiet = turn.state().isQuiet(partition);
            boolean repeats = turn.state().accumulator().queue(partition).stream().anyMatch(Batch::hasSequence);
            if (sequence.doubt() == Doubt.GAP && isQuiet || sequence.doubt() == Doubt.UNRESOLVED && isQuiet && !repeats) {
                boolean hasGap = sequence.doubt() == Doubt.GAP || !sequence.isNext(sequence.next());
                beginAnew(turn, partition, hasGap ? turn.state().sequences().bumped() : turn.state().sequences(), hasGap);
            }
        });
    }

    private static void beginAnew(Turn turn, Partition partition, Sequences sequences, boolean hasGap) {
        if (!hasGap) {
            turn.become(turn.state().with(sequences.with(partition, sequences.of(partition).with(Doubt.NONE))));
            return;
        }
        List<Batch> repeated = turn.state().accumulator().queue(partition).stream().filter(Batch::hasSequence).toList();
        repeated.stream().filter(Batch::mayBeWritten).forEach(batch -> Delivery.giveUp(turn, batch));
        turn.become(turn.state().with(sequences.restart(partition, 0)));
        repeated.stream().filter(batch -> !batch.mayBeWritten()).forEach(batch -> renumber(turn, batch));
        if (sequences.isKnown()) {
            turn.took(BUMP_EPOCH, partition);
        }
    }

    /** Nothing of the batch is in the log, for certain: under a new number it cannot be there twice. */
    private static void renumber(Turn turn, Batch batch) {
        Sequences sequences = turn.state().sequences();
        if (sequences.isKnown()) {
            Batch renumbered = batch.sequenced(sequences.identity(), sequences.of(batch.partition()).next());
            turn.become(turn.state().with(sequences.assigned(renumbered)).with(turn.state().accumulator().replace(renumbered)));
        } else {
            turn.become(turn.state().with(turn.state().accumulator().replace(batch.sequenced(ProducerIdentity.NONE, Batch.NO_SEQUENCE))));
        }
    }
}
