package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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
                of("mixed", "producers with acks 0, 1 and all, batches of 1 to 3 records", 200, 3, Acks.ALL, Acks.LEADER, Acks.NONE),
                of("durable", "two producers with acks=all, one record a batch", 120, 1, Acks.ALL, Acks.ALL),
                of("busy", "three producers with acks=all that hardly pause: many batches in flight", 25, 2, Acks.ALL, Acks.ALL, Acks.ALL),
                of("sparse", "one producer with acks=all and long pauses", 1_200, 1, Acks.ALL),
                of("bulk", "a producer with acks=all, another with acks=1, batches of up to 20 records", 300, 20, Acks.ALL, Acks.LEADER),
                of("leader-only", "three producers with acks=1", 100, 2, Acks.LEADER, Acks.LEADER, Acks.LEADER),
                of("fire-and-forget", "two producers with acks=0 beside one with acks=all", 80, 2, Acks.NONE, Acks.NONE, Acks.ALL),
                new Workload("idempotent", "three idempotent producers, batches of 1 to 3 records, many in flight",
                        List.of(ProducerConfig.idempotent(), ProducerConfig.idempotent(), ProducerConfig.idempotent()), 60, 3));
    }

    private static Workload of(String name, String summary, int maxPauseMs, int maxRecords, Acks... acks) {
        return new Workload(name, summary, Stream.of(acks).map(ProducerConfig::of).toList(), maxPauseMs, maxRecords);
    }

    public static Optional<Workload> named(String name) {
        return all().stream().filter(workload -> workload.name.equals(name)).findFirst();
    }

    /** Whether every producer is. */
    boolean isIdempotent() {
        return producers.stream().allMatch(ProducerConfig::isIdempotent);
    }

    /** What the producers are called. */
    String[] names() {
        return IntStream.rangeClosed(1, producers.size()).mapToObj(i -> "p" + i).toArray(String[]::new);
    }

    /** Adds the producers, and keeps them busy until the cluster is left in peace. */
    List<Client> start(SimulatedCluster cluster) {
        List<Client> clients = new ArrayList<>();
        for (int i = 0; i < producers.size(); i++) {
            String producer = names()[i];
            Client client = new Client(cluster.addProducer(producer, producers.get(i)), producers.get(i).acks());
            clients.add(client);
            AtomicInteger sent = new AtomicInteger();
            cluster.keepDoing(maxPauseMs, () -> send(cluster, producer, client, sent));
        }
        return clients;
    }

    private void send(SimulatedCluster cluster, String producer, Client client, AtomicInteger sent) {
        List<TopicPartition> partitions = cluster.plan().partitions();
        List<String> records = new ArrayList<>();
        int count = cluster.choices().nextInt(1, maxRecords + 1);
        for (int i = 0; i < count; i++) {
            records.add(producer + "-" + sent.getAndIncrement());
        }
        client.send(cluster.nowMs(), partitions.get(cluster.choices().nextInt(partitions.size())), records);
    }
}
