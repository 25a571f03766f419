package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionMetadata;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a broker does for clients: each request is put to the replicas it is about, and answered when all of them have. */
final class ClientService {
    private final String broker;
    private final Network network;
    private final SortedMap<TopicPartition, ReplicaLoop> replicas;

    ClientService(String broker, Network network, SortedMap<TopicPartition, ReplicaLoop> replicas) {
        this.broker = broker;
        this.network = network;
        this.replicas = replicas;
    }

    void receive(long nowMs, String client, ClientRequest request) throws StorageException {
        if (request instanceof ClientRequest.Metadata metadata) {
            network.send(broker, client, new Answered(metadata(metadata)));
        } else if (request instanceof ClientRequest.Produce produce) {
            produce(nowMs, client, produce);
        }
    }

    private Optional<ReplicaLoop> replica(Partition partition) {
        return Optional.ofNullable(replicas.get(new TopicPartition(partition.topic(), partition.index())));
    }

    /** What the broker's replicas know of who leads. */
    private ClientResponse.Metadata metadata(ClientRequest.Metadata request) {
        SortedMap<Partition, PartitionMetadata> known = new TreeMap<>();
        replicas.forEach((partition, loop) -> {
            if (request.topics().isEmpty() || request.topics().contains(partition.topic())) {
                ReplicaState.Role role = loop.replica().state().role();
                ErrorCode error = role.leader().isPresent() ? ErrorCode.NONE : ErrorCode.LEADER_NOT_AVAILABLE;
                known.put(new Partition(partition.topic(), partition.partition()), new PartitionMetadata(error, role.leader(), role.leaderEpoch()));
            }
        });
        return new ClientResponse.Metadata(request.id(), known);
    }

    private void produce(long nowMs, String client, ClientRequest.Produce request) throws StorageException {
        ProduceAnswers answers = new ProduceAnswers(broker, client, request, network);
        for (Map.Entry<Partition, ProducedRecords> batch : request.batches().entrySet()) {
            Optional<ReplicaLoop> replica = replica(batch.getKey());
            if (replica.isEmpty()) {
                answers.to(batch.getKey()).refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION);
            } else {
                replica.get().onProduce(nowMs, (ProducedBytes) batch.getValue(), request.acks(), request.timeoutMs(), answers.to(batch.getKey()));
            }
        }
    }
}
