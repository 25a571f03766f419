package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.storage.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A producer of a workload, and what it was asked to send. Each of its records is unlike any other.
 *
 * @param sent text of a record -> what was asked
 */
record Client(ProducerNode producer, ProducerConfig config, Map<String, Sent> sent) {
    Client(ProducerNode producer, ProducerConfig config) {
        this(producer, config, new HashMap<>());
    }

    /** How often a record may be in the log in the end, as the settings promise. */
    enum Delivery { AT_MOST_ONCE, AT_LEAST_ONCE, EXACTLY_ONCE }

    /**
     * @param order     among the records of this producer
     * @param partition absent if the partitioner chooses
     */
    record Sent(int order, Optional<TopicPartition> partition) { }

    void send(long nowMs, TopicPartition partition, List<String> records) {
        records.forEach(record -> sent.put(record, new Sent(sent.size(), Optional.of(partition))));
        producer.send(nowMs, partition, records);
    }

    /** Leaves it to the partitioner. */
    void send(long nowMs, String topic, List<ClientRecord> records) {
        records.forEach(record -> sent.put(record.text(), new Sent(sent.size(), Optional.empty())));
        producer.send(nowMs, topic, records);
    }

    Delivery delivery() {
        return config.isIdempotent() ? Delivery.EXACTLY_ONCE
                : config.acks() == Acks.NONE || config.retries() == 0 ? Delivery.AT_MOST_ONCE : Delivery.AT_LEAST_ONCE;
    }

    /** Whether the records of a partition that are acknowledged lie in the order in which they were sent. */
    boolean keepsOrder() {
        return config.isIdempotent() || config.maxInFlight() == 1 && config.acks() == Acks.ALL;
    }
}
