package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.node.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What clients do during a run: producers that send batches to every partition, at random times.
 *
 * @param name        as on the command line
 * @param summary     one line
 * @param producers   the settings of each producer
 * @param maxPauseMs  longest pause between two batches of a producer
 * @param maxRecords  most records in a batch
 */
public record Workload(String name, String summary, List<ProducerConfig> producers, int maxPauseMs, int maxRecords) {

    public static List<Workload> all() {
        return List.of(
                new Workload("mixed", "producers with acks 0, 1 and all, batches of 1 to 3 records",
                        List.of(ProducerConfig.of(Acks.ALL), ProducerConfig.of(Acks.LEADER), ProducerConfig.of(Acks.NONE)), 200, 3),
                new Workload("durable", "two producers with acks=all, one record a batch",
                        List.of(ProducerConfig.of(Acks.ALL), ProducerConfig.of(Acks.ALL)), 120, 1));
    }

    public static Optional<Workload> named(String name) {
        return all().stream().filter(workload -> workload.name.equals(name)).findFirst();
    }

    /** Adds the producers, and keeps them busy until the cluster is left in peace. */
    List<ProducerNode> start(SimulatedCluster cluster) {
        List<ProducerNode> nodes = new ArrayList<>();
        for (int i = 0; i < producers.size(); i++) {
            String producer = "p" + (i + 1);
            ProducerNode node = cluster.addProducer(producer, producers.get(i));
            nodes.add(node);
            AtomicInteger sent = new AtomicInteger();
            cluster.keepDoing(maxPauseMs, () -> send(cluster, producer, node, sent));
        }
        return nodes;
    }

    private void send(SimulatedCluster cluster, String producer, ProducerNode node, AtomicInteger sent) {
        List<TopicPartition> partitions = cluster.plan().partitions();
        List<String> records = new ArrayList<>();
        int count = cluster.choices().nextInt(1, maxRecords + 1);
        for (int i = 0; i < count; i++) {
            records.add(producer + "-" + sent.getAndIncrement());
        }
        node.send(cluster.nowMs(), partitions.get(cluster.choices().nextInt(partitions.size())), records);
    }
}
