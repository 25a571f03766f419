package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClientRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** One transition in the making. */
final class Turn {
    private final long nowMs;
    private final List<Transition.Deed> deeds = new ArrayList<>();
    private ProducerState state;

    Turn(ProducerState state, long nowMs) {
        this.state = state;
        this.nowMs = nowMs;
    }

    ProducerState state() {
        return state;
    }

    ProducerConfig config() {
        return state.config();
    }

    long nowMs() {
        return nowMs;
    }

    void become(ProducerState next) {
        state = next;
    }

    /** @return the id of the request */
    long send(String broker, LongFunction<ClientRequest> request) {
        long id = state.nextRequestId();
        deeds.add(new Transition.Send(broker, request.apply(id)));
        state = state.withRequestId();
        return id;
    }

    void close(String broker) {
        deeds.add(new Transition.Close(broker));
    }

    void tell(DeliveryReport report) {
        deeds.add(new Transition.Tell(report));
    }

    Transition end() {
        return new Transition(state, deeds);
    }
}
