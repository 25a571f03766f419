package dev.tidemark.core.consumer;

import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientRequest.EpochQuestion;
import dev.tidemark.core.client.ClientRequest.FetchPosition;
import dev.tidemark.core.client.ClientRequest.ListOffsets;
import dev.tidemark.core.client.ClientRequest.TimeQuestion;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.consumer.Assignment.Phase;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.core.consumer.ConsumerState.Pending;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Kafka's consumer without a group: it reads the partitions that it is assigned, each in the order of offsets, and hands out every record
 * below the high watermark once, unless it seeks. {@link Answers} says what it makes of what brokers tell it.
 */
public final class Consumer {
    private Consumer() { }

    /** Reads these partitions from now on, and no others; of those that it has already it keeps the position. */
    public static Transition assign(ConsumerState state, long nowMs, Collection<Partition> partitions) {
        Turn turn = new Turn(state, nowMs);
        SortedMap<Partition, Assignment> assignments = new TreeMap<>();
        for (Partition partition : new TreeSet<>(partitions)) {
            boolean isKept = state.assignments().containsKey(partition);
            assignments.put(partition, isKept ? state.assignments().get(partition) : Assignment.resetting(state.config().autoOffsetReset()));
            if (!isKept && state.config().autoOffsetReset() == Reset.NONE) {
                turn.tell(Answers.noPosition(partition));
            }
        }
        turn.become(state.withAssignments(assignments));
        return turn.end();
    }

    /**
     * Reads a partition from an offset on.
     *
     * @param offsetEpoch leader epoch of the record before it, -1 if unknown: then nobody notices if the log was cut before it
     */
    public static Transition seek(ConsumerState state, long nowMs, Partition partition, long offset, int offsetEpoch) {
        if (!state.assignments().containsKey(partition)) {
            throw new IllegalArgumentException(partition + " is not assigned, only " + state.assignments().keySet());
        }
        Turn turn = new Turn(state, nowMs);
        turn.become(partition, Assignment.at(offset, offsetEpoch));
        return turn.end();
    }

    /** Reads a partition from its log start or from its end. */
    public static Transition seek(ConsumerState state, long nowMs, Partition partition, Reset to) {
        Turn turn = new Turn(state, nowMs);
        turn.become(partition, Assignment.resetting(to));
        return turn.end();
    }

    /** Asks for what it needs: who leads, where to begin, whether its positions are still good, and records. */
    public static Transition run(ConsumerState state, long nowMs) {
        Turn turn = new Turn(state, nowMs);
        timeOut(turn);
        if (turn.state().view().asksAt(nowMs, turn.state().config().metadataMaxAgeMs())) {
            ClientRequest asked = turn.send(turn.state().view().target(), id -> new ClientRequest.Metadata(id, new TreeSet<>()));
            turn.become(turn.state().with(turn.state().view().asking(asked.id(), turn.deadlineMs())));
        }
        noticeLeaders(turn);
        for (String broker : leaders(turn)) {
            ask(turn, broker);
        }
        return turn.end();
    }

    private static void timeOut(Turn turn) {
        TreeSet<String> brokers = new TreeSet<>();
        turn.state().pending().values().stream().filter(request -> request.deadlineMs() <= turn.nowMs()).map(Pending::broker).forEach(brokers::add);
        turn.state().view().question().filter(question -> question.deadlineMs() <= turn.nowMs()).ifPresent(question -> brokers.add(question.broker()));
        brokers.forEach(broker -> {
            turn.tell(new Transition.Close(broker));
            disconnect(turn, broker);
        });
    }

    private static void noticeLeaders(Turn turn) {
        turn.state().assignments().forEach((partition, assignment) -> {
            if (turn.state().view().leaderEpoch(partition) > assignment.currentLeaderEpoch()) {
                turn.become(partition, assignment.under(turn.state().view().leaderEpoch(partition)));
            }
        });
    }

    private static TreeSet<String> leaders(Turn turn) {
        TreeSet<String> leaders = new TreeSet<>();
        turn.state().assignments().keySet().forEach(partition -> turn.state().view().leader(partition).ifPresentOrElse(leaders::add, turn::distrust));
        return leaders;
    }

    private static void ask(Turn turn, String broker) {
        ConsumerConfig config = turn.state().config();
        SortedMap<Partition, TimeQuestion> times = of(turn, broker, Phase.RESETTING, assignment -> new TimeQuestion(assignment.currentLeaderEpoch(),
                assignment.reset() == Reset.EARLIEST ? ListOffsets.EARLIEST : ListOffsets.LATEST));
        if (!times.isEmpty() && !turn.state().isAsking(broker, ListOffsets.class)) {
            turn.ask(broker, id -> new ListOffsets(id, config.isolation(), times));
        }
        SortedMap<Partition, EpochQuestion> epochs = of(turn, broker, Phase.VALIDATING,
                assignment -> new EpochQuestion(assignment.currentLeaderEpoch(), assignment.offsetEpoch()));
        if (!epochs.isEmpty() && !turn.state().isAsking(broker, ClientRequest.OffsetsForLeaderEpoch.class)) {
            turn.ask(broker, id -> new ClientRequest.OffsetsForLeaderEpoch(id, epochs));
        }
        SortedMap<Partition, FetchPosition> positions = of(turn, broker, Phase.FETCHING,
                assignment -> new FetchPosition(assignment.offset(), assignment.currentLeaderEpoch(), config.maxPartitionBytes()));
        if (!positions.isEmpty() && !turn.state().isAsking(broker, ClientRequest.Fetch.class)) {
            turn.ask(broker, id -> new ClientRequest.Fetch(id, config.fetchMaxWaitMs(), config.fetchMinBytes(), config.fetchMaxBytes(),
                    config.isolation(), positions));
        }
    }

    /** The partitions that a broker leads and that are in a phase, each with its question. */
    private static <Q> SortedMap<Partition, Q> of(Turn turn, String broker, Phase phase, Function<Assignment, Q> question) {
        SortedMap<Partition, Q> questions = new TreeMap<>();
        turn.state().assignments().forEach((partition, assignment) -> {
            if (assignment.is(phase, turn.nowMs()) && turn.state().view().leader(partition).equals(Optional.of(broker))) {
                questions.put(partition, question.apply(assignment));
            }
        });
        return questions;
    }

    /** A broker has answered. */
    public static Transition answered(ConsumerState state, long nowMs, ClientResponse response) {
        Turn turn = new Turn(state, nowMs);
        if (response instanceof ClientResponse.Metadata metadata && state.view().isAnswer(metadata.id())) {
            turn.become(state.with(state.view().learn(metadata, turn.retryAtMs())));
        } else if (state.pending().containsKey(response.id())) {
            ClientRequest request = state.pending().get(response.id()).request();
            turn.become(state.withoutPending(response.id()));
            Answers.take(turn, request, response);
        }
        return turn.end();
    }

    /** The connection to a broker has ended, and with it all that was under way there. */
    public static Transition disconnected(ConsumerState state, long nowMs, String broker) {
        Turn turn = new Turn(state, nowMs);
        disconnect(turn, broker);
        return turn.end();
    }

    private static void disconnect(Turn turn, String broker) {
        boolean wasAsked = turn.state().view().question().filter(question -> question.broker().equals(broker)).isPresent();
        turn.become(turn.state().with(wasAsked ? turn.state().view().unanswered(turn.retryAtMs()) : turn.state().view().stale()));
        for (Pending lost : List.copyOf(turn.state().pending().values())) {
            if (lost.broker().equals(broker)) {
                turn.become(turn.state().withoutPending(lost.request().id()));
                Answers.partitions(lost.request()).forEach(partition -> Answers.pause(turn, partition));
            }
        }
    }
}
