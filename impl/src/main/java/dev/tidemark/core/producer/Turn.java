package dev.tidemark.core.producer;

import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.Partition;
import dev.tidemark.traces.ActionSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    /** A step of the specs was taken. */
    void took(ActionSignature action, Partition partition) {
        took(action, partition, Optional.empty(), Session.NO_REQUEST, Optional.empty());
    }

    /** The same of a batch, which is nowhere else at the moment if it has no sequence yet. */
    void tookFromQueue(ActionSignature action, Batch batch) {
        deeds.add(new Transition.Took(batch.partition(), action, Optional.of(batch), Session.NO_REQUEST, Optional.empty(),
                Session.of(state, batch.partition(), Optional.of(batch))));
    }

    void took(ActionSignature action, Partition partition, Optional<Batch> batch, long request, Optional<PartitionProduced> answer) {
        deeds.add(new Transition.Took(partition, action, batch, request, answer, Session.of(state, partition, Optional.empty())));
    }

    void sent(Partition partition, Outgoing record) {
        deeds.add(new Transition.Sent(partition, record));
    }

    void tell(DeliveryReport report) {
        deeds.add(new Transition.Tell(report));
    }

    Transition end() {
        return new Transition(state, deeds);
    }
}
