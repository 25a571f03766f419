package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.storage.TopicPartition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A producer of a workload, and what it was asked to send where. Each of its records is unlike any other.
 *
 * @param sent record -> its partition
 */
record Client(ProducerNode producer, Acks acks, Map<String, TopicPartition> sent) {
    Client(ProducerNode producer, Acks acks) {
        this(producer, acks, new HashMap<>());
    }

    void send(long nowMs, TopicPartition partition, List<String> records) {
        records.forEach(record -> sent.put(record, partition));
        producer.send(nowMs, partition, records);
    }
}
