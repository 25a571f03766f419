package dev.tidemark.core.consumer;

import dev.tidemark.core.client.Partition;
import dev.tidemark.core.consumer.ConsumerState.Pending;
import dev.tidemark.core.client.ClientRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** One transition in the making. */
final class Turn {
    private final long nowMs;
    private final List<Transition.Deed> deeds = new ArrayList<>();
    private ConsumerState state;

    Turn(ConsumerState state, long nowMs) {
        this.state = state;
        this.nowMs = nowMs;
    }

    ConsumerState state() {
        return state;
    }

    long nowMs() {
        return nowMs;
    }

    void become(ConsumerState next) {
        state = next;
    }

    void become(Partition partition, Assignment assignment) {
        state = state.with(partition, assignment);
    }

    void distrust() {
        state = state.with(state.view().stale());
    }

    long retryAtMs() {
        return nowMs + state.config().retryBackoffMs();
    }

    long deadlineMs() {
        return nowMs + state.config().requestTimeoutMs();
    }

    ClientRequest send(String broker, LongFunction<ClientRequest> request) {
        ClientRequest sent = request.apply(state.nextRequestId());
        deeds.add(new Transition.Send(broker, sent));
        state = state.withRequestId();
        return sent;
    }

    void ask(String broker, LongFunction<ClientRequest> request) {
        ClientRequest sent = send(broker, request);
        state = state.withPending(new Pending(broker, sent, deadlineMs()));
    }

    void tell(Transition.Deed deed) {
        deeds.add(deed);
    }

    Transition end() {
        return new Transition(state, deeds);
    }
}
