package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientRequest.FetchPosition;
import dev.tidemark.core.client.ClientRequest.TimeQuestion;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.EpochEnd;
import dev.tidemark.core.client.ClientResponse.OffsetAtTime;
import dev.tidemark.core.client.ClientResponse.PartitionFetched;
import dev.tidemark.core.client.ClientResponse.PartitionMetadata;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.node.Payload.Answered;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a broker does for clients: each request is put to the replicas it is about, and answered when all of them have. */
final class ClientService {
    private final String broker;
    private final Network network;
    private final SortedMap<TopicPartition, ReplicaLoop> replicas;
    private final List<DelayedFetch> fetches = new ArrayList<>();

    /** A fetch in Kafka's purgatory. */
    private record DelayedFetch(String consumer, ClientRequest.Fetch request, long deadlineMs) { }

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
        } else if (request instanceof ClientRequest.Fetch fetch) {
            fetches.add(new DelayedFetch(client, fetch, nowMs + fetch.maxWaitMs()));
            settle(nowMs);
        } else if (request instanceof ClientRequest.ListOffsets questions) {
            SortedMap<Partition, OffsetAtTime> found = new TreeMap<>();
            for (Map.Entry<Partition, TimeQuestion> question : questions.questions().entrySet()) {
                Optional<ConsumerReads> reads = reads(question.getKey());
                found.put(question.getKey(), reads.isPresent() ? reads.get().offsetAtTime(question.getValue(), questions.isolation())
                        : new OffsetAtTime(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, -1, ClientResponse.NO_OFFSET, -1));
            }
            network.send(broker, client, new Answered(new ClientResponse.ListOffsets(questions.id(), found)));
        } else if (request instanceof ClientRequest.OffsetsForLeaderEpoch questions) {
            SortedMap<Partition, EpochEnd> ends = new TreeMap<>();
            questions.questions().forEach((partition, question) -> ends.put(partition, reads(partition).map(reads -> reads.endOfEpoch(question))
                    .orElse(new EpochEnd(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, -1, ClientResponse.NO_OFFSET))));
            network.send(broker, client, new Answered(new ClientResponse.OffsetsForLeaderEpoch(questions.id(), ends)));
        }
    }

    private Optional<ConsumerReads> reads(Partition partition) {
        return replica(partition).map(loop -> new ConsumerReads(loop.replica().state(), loop.replica().log()));
    }

    /** Answers the fetches that have waited enough: there is enough to read, or something to be told, or their time is over. */
    void settle(long nowMs) throws StorageException {
        for (DelayedFetch fetch : List.copyOf(fetches)) {
            SortedMap<Partition, PartitionFetched> read = read(fetch.request());
            boolean hasEnough = read.values().stream().mapToLong(partition -> ((FetchedBytes) partition.batches()).sizeInBytes()).sum()
                    >= fetch.request().minBytes();
            boolean isRefused = read.values().stream().anyMatch(partition -> partition.error() != ErrorCode.NONE);
            if (hasEnough || isRefused || fetch.deadlineMs() <= nowMs) {
                fetches.remove(fetch);
                network.send(broker, fetch.consumer(), new Answered(new ClientResponse.Fetch(fetch.request().id(), read)));
            }
        }
    }

    private SortedMap<Partition, PartitionFetched> read(ClientRequest.Fetch request) throws StorageException {
        SortedMap<Partition, PartitionFetched> read = new TreeMap<>();
        int left = request.maxBytes();
        for (Map.Entry<Partition, FetchPosition> position : request.positions().entrySet()) {
            Optional<ConsumerReads> reads = reads(position.getKey());
            PartitionFetched fetched = reads.isEmpty() ? ConsumerReads.refused(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
                    : reads.get().fetch(position.getValue(), request.isolation(), left);
            left = Math.max(0, left - ((FetchedBytes) fetched.batches()).sizeInBytes());
            read.put(position.getKey(), fetched);
        }
        return read;
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
