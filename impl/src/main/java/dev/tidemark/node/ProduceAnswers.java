package dev.tidemark.node;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.Partition;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.node.Payload.Disconnected;
import dev.tidemark.node.Payload.Requested;
import java.util.SortedMap;
import java.util.TreeMap;

/** The answers to one produce request, which goes out when the last of its batches has one. */
final class ProduceAnswers {
    private final String broker;
    private final String producer;
    private final ClientRequest.Produce request;
    private final Network network;
    private final SortedMap<Partition, PartitionProduced> answered = new TreeMap<>();

    ProduceAnswers(String broker, String producer, ClientRequest.Produce request, Network network) {
        this.broker = broker;
        this.producer = producer;
        this.request = request;
        this.network = network;
    }

    /** Where the answer to one of its batches goes. */
    ReplicaLoop.ProduceAnswer to(Partition partition) {
        return new ReplicaLoop.ProduceAnswer() {
            @Override
            public String producer() {
                return producer;
            }

            @Override
            public long request() {
                return request.id();
            }

            @Override
            public void appended(long baseOffset, long logStartOffset, int leaderEpoch) {
                answer(partition, new PartitionProduced(ErrorCode.NONE, baseOffset, logStartOffset, leaderEpoch));
            }

            @Override
            public void refused(ErrorCode error) {
                answer(partition, PartitionProduced.refused(error));
            }
        };
    }

    private void answer(Partition partition, PartitionProduced produced) {
        answered.put(partition, produced);
        if (request.acks() == Acks.NONE) {
            refuseByClosing(produced);
        } else if (answered.size() == request.batches().size()) {
            network.send(broker, producer, new Answered(new ClientResponse.Produce(request.id(), answered)));
        }
    }

    /** Who expects no answer learns of a refusal by the end of its connection. */
    private void refuseByClosing(PartitionProduced produced) {
        if (produced.error() != ErrorCode.NONE) {
            network.send(broker, producer, new Disconnected(new Requested(request)));
        }
    }
}
