package dev.tidemark.node;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import dev.tidemark.storage.TopicPartition;
import java.util.List;
import java.util.Optional;

/**
 * A decision in the controller's log, as a line of JSON in a record's value. Kafka's metadata records are binary and many;
 * these are the ones that decisions about partitions and producer ids need (PartitionChangeRecord, BrokerRegistrationChangeRecord,
 * ProducerIdsRecord).
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = MetadataRecord.Partition.class, name = "partition"),
    @JsonSubTypes.Type(value = MetadataRecord.Broker.class, name = "broker"),
    @JsonSubTypes.Type(value = MetadataRecord.ProducerIds.class, name = "producerIds")})
sealed interface MetadataRecord {
    ObjectMapper JSON = new ObjectMapper();

    /** A version of a partition's record. */
    record Partition(String topic, int partition, String leader, int leaderEpoch, List<String> isr, List<String> elr, String lastKnownLeader,
                     LeaderRecovery recovery, int losses, List<String> replicas, List<String> adding, List<String> removing) implements MetadataRecord {
        static Partition of(TopicPartition partition, PartitionVersion version) {
            return new Partition(partition.topic(), partition.partition(), TraceValues.leader(version.leader()), version.leaderEpoch(),
                    List.copyOf(version.isr()), List.copyOf(version.elr()), TraceValues.leader(version.lastKnownLeader()), version.recovery(),
                    version.losses(), version.replicas(), List.copyOf(version.adding()), List.copyOf(version.removing()));
        }

        TopicPartition topicPartition() {
            return new TopicPartition(topic, partition);
        }

        PartitionVersion version() {
            return new PartitionVersion(named(leader), leaderEpoch, PartitionVersion.sorted(isr), PartitionVersion.sorted(elr), named(lastKnownLeader),
                    recovery, losses, replicas, PartitionVersion.sorted(adding), PartitionVersion.sorted(removing));
        }

        private static Optional<String> named(String replica) {
            return replica.equals(TraceValues.NONE) ? Optional.empty() : Optional.of(replica);
        }
    }

    /** A broker's standing. */
    record Broker(String broker, Session session, int brokerEpoch, int incarnation) implements MetadataRecord { }

    /** A broker may hand out the producer ids below {@code nextProducerId} that nobody else may. */
    record ProducerIds(String broker, long nextProducerId) implements MetadataRecord { }

    enum Session { FENCED, UNFENCED }

    default String encode() {
        try {
            return JSON.writerFor(MetadataRecord.class).writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(this + " cannot be written as JSON", e);
        }
    }

    /** @throws JsonProcessingException if the text is no metadata record */
    static MetadataRecord decode(String text) throws JsonProcessingException {
        return JSON.readValue(text, MetadataRecord.class);
    }
}
