package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.storage.TopicPartition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What clients do to a cluster during a run: producers that send records, at random times.
 *
 * @param name        as on the command line
 * @param summary     one line
 * @param producers   the settings of each producer
 * @param maxPauseMs  longest pause between two sends of a producer
 * @param maxRecords  most records that are sent at once
 * @param routing     who chooses the partition
 */
public record ClusterWorkload(String name, String summary, List<ProducerConfig> producers, int maxPauseMs, int maxRecords, Routing routing) implements Workload {
    private static final int KEYS = 7;

    /** Who chooses a record's partition. */
    public enum Routing {
        /** The workload, at random; what is sent at once goes to one. */
        PARTITION,
        /** The partitioner, by the key. */
        KEY,
        /** The partitioner, for records without a key. */
        STICKY
    }

    public static List<ClusterWorkload> all() {
        return List.of(
                of("mixed", "producers with acks 0, 1 and all, batches of 1 to 3 records", 200, 3, Acks.ALL, Acks.LEADER, Acks.NONE),
                of("durable", "two producers with acks=all, one record a batch", 120, 1, Acks.ALL, Acks.ALL),
                of("busy", "three producers with acks=all that hardly pause: many batches in flight", 25, 2, Acks.ALL, Acks.ALL, Acks.ALL),
                of("sparse", "one producer with acks=all and long pauses", 1_200, 1, Acks.ALL),
                of("bulk", "a producer with acks=all, another with acks=1, batches of up to 20 records", 300, 20, Acks.ALL, Acks.LEADER),
                of("leader-only", "three producers with acks=1", 100, 2, Acks.LEADER, Acks.LEADER, Acks.LEADER),
                of("fire-and-forget", "two producers with acks=0 beside one with acks=all", 80, 2, Acks.NONE, Acks.NONE, Acks.ALL),
                new ClusterWorkload("keyed", "two producers with acks=all whose records have keys, one batch in flight each",
                        Collections.nCopies(2, ProducerConfig.of(Acks.ALL).withMaxInFlight(1)), 60, 3, Routing.KEY),
                new ClusterWorkload("lingering", "two producers that wait for their batches to fill, and for room: 30 ms, 300 bytes, four batches",
                        Collections.nCopies(2, ProducerConfig.of(Acks.ALL).withBatching(30, 300, 1_200)), 15, 3, Routing.STICKY),
                new ClusterWorkload("impatient", "a producer with retries=0, another that gives up after a second",
                        List.of(ProducerConfig.of(Acks.ALL).withRetries(0), ProducerConfig.of(Acks.ALL).withTimeouts(400, 1_000, 1_000)), 60, 2,
                        Routing.PARTITION),
                new ClusterWorkload("idempotent", "three idempotent producers, batches of 1 to 3 records, many in flight",
                        Collections.nCopies(3, ProducerConfig.idempotent()), 60, 3, Routing.PARTITION));
    }

    private static ClusterWorkload of(String name, String summary, int maxPauseMs, int maxRecords, Acks... acks) {
        return new ClusterWorkload(name, summary, Stream.of(acks).map(ProducerConfig::of).toList(), maxPauseMs, maxRecords, Routing.PARTITION);
    }

    @Override
    public List<ClusterFaults> faultPlans() {
        return ClusterFaults.all();
    }

    @Override
    public Outcome make(Run run, Path data, OutputStream trace) throws IOException {
        return Simulation.run(run, this, data, trace);
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
            Client client = new Client(cluster.addProducer(producer, producers.get(i)), producers.get(i));
            clients.add(client);
            AtomicInteger sent = new AtomicInteger();
            cluster.keepDoing(maxPauseMs, () -> send(cluster, producer, client, sent));
        }
        return clients;
    }

    private void send(SimulatedCluster cluster, String producer, Client client, AtomicInteger sent) {
        List<TopicPartition> partitions = cluster.plan().partitions();
        List<String> texts = new ArrayList<>();
        int count = cluster.choices().nextInt(1, maxRecords + 1);
        for (int i = 0; i < count; i++) {
            texts.add(producer + "-" + sent.getAndIncrement());
        }
        switch (routing) {
            case PARTITION -> client.send(cluster.nowMs(), partitions.get(cluster.choices().nextInt(partitions.size())), texts);
            case KEY -> client.send(cluster.nowMs(), partitions.get(0).topic(),
                    texts.stream().map(text -> ClientRecord.of("key-" + cluster.choices().nextInt(KEYS), text)).toList());
            case STICKY -> client.send(cluster.nowMs(), partitions.get(0).topic(), texts.stream().map(ClientRecord::of).toList());
        }
    }
}
