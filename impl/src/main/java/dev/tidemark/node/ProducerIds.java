package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest.InitProducerId;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ProducerIdentity;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.node.Payload.ProducerIdsAllocated;
import dev.tidemark.node.Payload.ProducerIdsRequest;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The producer ids that a broker may hand out: a block that the controller has given to it alone, and that ends with its process (Kafka's
 * ProducerIdManager). Who has no transactional id gets a new one whenever it asks.
 */
final class ProducerIds {
    private final String broker;
    private final String controller;
    private final Network network;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private long next;
    private long end;
    private boolean isAsking;

    private record Waiting(String client, InitProducerId request) { }

    ProducerIds(String broker, String controller, Network network) {
        this.broker = broker;
        this.controller = controller;
        this.network = network;
    }

    void init(String client, InitProducerId request) {
        waiting.add(new Waiting(client, request));
        answerAll();
    }

    private void answerAll() {
        while (!waiting.isEmpty() && next < end) {
            answer(ErrorCode.NONE, new ProducerIdentity(next++, (short) 0));
        }
        if (!waiting.isEmpty() && !isAsking) {
            isAsking = true;
            network.send(broker, controller, new ProducerIdsRequest(broker));
        }
    }

    private void answer(ErrorCode error, ProducerIdentity identity) {
        Waiting first = waiting.remove();
        network.send(broker, first.client(), new Answered(new ClientResponse.InitProducerId(first.request().id(), error, identity)));
    }

    /** The controller has given a block. */
    void allocated(ProducerIdsAllocated block) {
        isAsking = false;
        next = block.first();
        end = block.first() + block.count();
        answerAll();
    }

    /** It has not, or its answer was lost: the block is then nobody's. */
    void unanswered() {
        isAsking = false;
        while (!waiting.isEmpty()) {
            answer(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS, ProducerIdentity.NONE);
        }
    }
}
