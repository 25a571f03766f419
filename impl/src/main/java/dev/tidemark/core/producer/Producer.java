package dev.tidemark.core.producer;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.ClusterView.Question;
import dev.tidemark.core.producer.ProducerState.InFlight;
import java.util.List;
import java.util.TreeSet;

/**
 * Kafka's producer: records are gathered in batches, batches go to whoever leads their partition, and each is sent until it is answered, or
 * given up. Every record that was sent ends in exactly one {@link DeliveryReport}.
 *
 * <p>{@link Admission} lets records in, {@link Sending} lets batches out, {@link Delivery} ends them.
 */
public final class Producer {
    private Producer() { }

    /** A record is to be sent. One that is too large is refused at once. */
    public static Transition send(ProducerState state, long nowMs, Outgoing record) {
        Turn turn = new Turn(state, nowMs);
        Admission.offer(turn, record);
        return turn.end();
    }

    /** Does what is due: gives up what has waited too long, asks what it must know, and sends what is ready. */
    public static Transition run(ProducerState state, long nowMs) {
        Turn turn = new Turn(state, nowMs);
        timeOut(turn);
        Delivery.expire(turn);
        Admission.admit(turn);
        ask(turn);
        Sending.growSilent(turn);
        Sending.resolveDoubts(turn);
        Sending.send(turn);
        return turn.end();
    }

    /** A broker has answered. What was given up meanwhile is not waited for any more. */
    public static Transition answered(ProducerState state, long nowMs, ClientResponse response) {
        Turn turn = new Turn(state, nowMs);
        if (response instanceof ClientResponse.Metadata metadata && state.view().isAnswer(metadata.id())) {
            turn.become(state.with(state.view().learn(metadata, nowMs + state.config().retryBackoffMs())));
        } else if (response instanceof ClientResponse.InitProducerId initialised && isAnswer(state, initialised.id())) {
            turn.become(state.with(initialised.error() == ErrorCode.NONE ? state.sequences().identified(initialised.producer())
                    : state.sequences().unanswered(nowMs + state.config().retryBackoffMs())));
        } else if (response instanceof ClientResponse.Produce produced && state.inFlight().containsKey(produced.id())) {
            InFlight request = state.inFlight().get(produced.id());
            turn.become(state.withoutInFlight(request.id()));
            request.batches().forEach(batch -> Delivery.answered(turn, batch, request.id(), produced.partitions().getOrDefault(batch.partition(),
                    PartitionProduced.refused(ErrorCode.UNKNOWN_SERVER_ERROR))));
        }
        return turn.end();
    }

    private static boolean isAnswer(ProducerState state, long id) {
        return state.sequences().question().filter(question -> question.id() == id).isPresent();
    }

    /** The connection to a broker has ended, and with it all that was under way there. */
    public static Transition disconnected(ProducerState state, long nowMs, String broker) {
        Turn turn = new Turn(state, nowMs);
        disconnect(turn, broker);
        return turn.end();
    }

    private static void disconnect(Turn turn, String broker) {
        long retryAtMs = turn.nowMs() + turn.config().retryBackoffMs();
        turn.become(turn.state().with(turn.state().view().question().filter(question -> question.broker().equals(broker)).isPresent()
                ? turn.state().view().unanswered(retryAtMs) : turn.state().view().stale()));
        if (turn.state().sequences().question().filter(question -> question.broker().equals(broker)).isPresent()) {
            turn.become(turn.state().with(turn.state().sequences().unanswered(retryAtMs)));
        }
        turn.state().inFlightTo(broker).forEach(request -> fail(turn, request, ErrorCode.NETWORK_EXCEPTION));
    }

    private static void fail(Turn turn, InFlight request, ErrorCode error) {
        turn.become(turn.state().withoutInFlight(request.id()));
        request.batches().forEach(batch -> Delivery.unanswered(turn, batch, error));
    }

    /** A request that is not answered in time takes its connection with it. */
    private static void timeOut(Turn turn) {
        List<InFlight> late = turn.state().inFlight().values().stream().filter(request -> request.deadlineMs() <= turn.nowMs()).toList();
        TreeSet<String> brokers = new TreeSet<>();
        late.forEach(request -> {
            brokers.add(request.broker());
            fail(turn, request, ErrorCode.REQUEST_TIMED_OUT);
        });
        turn.state().view().question().filter(question -> isLate(question, turn)).ifPresent(question -> brokers.add(question.broker()));
        turn.state().sequences().question().filter(question -> isLate(question, turn)).ifPresent(question -> brokers.add(question.broker()));
        brokers.forEach(broker -> {
            turn.close(broker);
            disconnect(turn, broker);
        });
    }

    private static boolean isLate(Question question, Turn turn) {
        return question.deadlineMs() <= turn.nowMs();
    }

    private static void ask(Turn turn) {
        ProducerState state = turn.state();
        long deadlineMs = turn.nowMs() + turn.config().requestTimeoutMs();
        if (state.view().asksAt(turn.nowMs(), turn.config().metadataMaxAgeMs())) {
            long id = turn.send(state.view().target(), newId -> new ClientRequest.Metadata(newId, new TreeSet<>()));
            turn.become(turn.state().with(state.view().asking(id, deadlineMs)));
        }
        Sequences sequences = state.sequences();
        if (turn.config().isIdempotent() && !sequences.isKnown() && sequences.question().isEmpty() && turn.nowMs() >= sequences.askAtMs()) {
            String broker = turn.state().view().target();
            long id = turn.send(broker, newId -> new ClientRequest.InitProducerId(newId, sequences.identity()));
            turn.become(turn.state().with(sequences.asking(new Question(id, broker, deadlineMs))));
        }
    }
}
