package dev.tidemark.core.producer;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRequest;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.PartitionMetadata;
import dev.tidemark.core.client.ClientResponse.PartitionProduced;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.client.ProducerIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** As little of a cluster as a producer needs: two brokers, one log a partition, and who leads it; sequences are checked as brokers do. */
final class ModelCluster {
    static final List<String> BROKERS = List.of("b1", "b2");

    private final SortedMap<Partition, List<String>> logs = new TreeMap<>();
    private final Map<Partition, List<Appended>> appended = new TreeMap<>();
    private final SortedMap<Partition, PartitionMetadata> leaders = new TreeMap<>();

    private record Appended(ProducerIdentity producer, int baseSequence, int lastSequence, long baseOffset) { }

    ModelCluster(int partitions) {
        for (int i = 0; i < partitions; i++) {
            Partition partition = new Partition("orders", i);
            logs.put(partition, new ArrayList<>());
            appended.put(partition, new ArrayList<>());
            leaders.put(partition, new PartitionMetadata(ErrorCode.NONE, Optional.of(BROKERS.get(i % 2)), 0));
        }
    }

    List<String> log(Partition partition) {
        return logs.get(partition);
    }

    /** The other broker leads from now on. */
    void changeLeader(Partition partition) {
        PartitionMetadata old = leaders.get(partition);
        leaders.put(partition, new PartitionMetadata(ErrorCode.NONE, Optional.of(BROKERS.get(old.leader().equals(Optional.of("b1")) ? 1 : 0)),
                old.leaderEpoch() + 1));
    }

    ClientResponse take(String broker, ClientRequest request, Optional<ErrorCode> refusal) {
        if (request instanceof ClientRequest.Metadata) {
            return new ClientResponse.Metadata(request.id(), leaders);
        } else if (request instanceof ClientRequest.InitProducerId) {
            return new ClientResponse.InitProducerId(request.id(), ErrorCode.NONE, new ProducerIdentity(7, (short) 0));
        }
        ClientRequest.Produce produce = (ClientRequest.Produce) request;
        SortedMap<Partition, PartitionProduced> answers = new TreeMap<>();
        produce.batches().forEach((partition, batch) -> answers.put(partition, refusal.isPresent() ? PartitionProduced.refused(refusal.get())
                : leaders.get(partition).leader().equals(Optional.of(broker)) ? append(partition, batch)
                : PartitionProduced.refused(ErrorCode.NOT_LEADER_OR_FOLLOWER)));
        return new ClientResponse.Produce(request.id(), answers);
    }

    private PartitionProduced append(Partition partition, ProducedRecords batch) {
        List<Appended> history = appended.get(partition);
        int lastSequence = batch.baseSequence() + batch.texts().size() - 1;
        if (batch.baseSequence() != ProducedRecords.NO_SEQUENCE) {
            Optional<Appended> duplicate = history.stream().filter(old -> old.producer.equals(batch.producer())
                    && old.baseSequence == batch.baseSequence() && old.lastSequence == lastSequence).findFirst();
            if (duplicate.isPresent()) {
                return new PartitionProduced(ErrorCode.NONE, duplicate.get().baseOffset, 0, leaders.get(partition).leaderEpoch());
            }
            Optional<Appended> last = history.isEmpty() ? Optional.empty() : Optional.of(history.get(history.size() - 1));
            if (last.isPresent() && last.get().producer.producerEpoch() > batch.producer().producerEpoch()) {
                return PartitionProduced.refused(ErrorCode.INVALID_PRODUCER_EPOCH);
            }
            boolean isSameEpoch = last.isPresent() && last.get().producer.equals(batch.producer());
            if (batch.baseSequence() != (isSameEpoch ? last.get().lastSequence + 1 : 0)) {
                return PartitionProduced.refused(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER);
            }
        }
        long baseOffset = logs.get(partition).size();
        logs.get(partition).addAll(batch.texts());
        history.add(new Appended(batch.producer(), batch.baseSequence(), lastSequence, baseOffset));
        return new PartitionProduced(ErrorCode.NONE, baseOffset, 0, leaders.get(partition).leaderEpoch());
    }

    static boolean isAnswered(ClientRequest request) {
        return !(request instanceof ClientRequest.Produce produce) || produce.acks() != Acks.NONE;
    }
}
