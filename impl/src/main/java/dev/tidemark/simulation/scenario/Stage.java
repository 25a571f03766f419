package dev.tidemark.simulation.scenario;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.Replication;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import dev.tidemark.simulation.Story;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.Verdict;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the stories share: one partition on the brokers X, Y and Z of the lecture notes, and what is often done or asked there. */
final class Stage {
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    static final String X = "X";
    static final String Y = "Y";
    static final String Z = "Z";
    static final ClusterPlan PLAN = new ClusterPlan(List.of(X, Y, Z), List.of(PARTITION), 1, new FencedReplication(), BrokerConfig.DEFAULT, 400);
    private static final long PATIENCE_MS = 5_000;

    private final SimulatedCluster cluster;
    private final Consumer<String> narrator;

    Stage(SimulatedCluster cluster, Consumer<String> narrator) {
        this.cluster = cluster;
        this.narrator = narrator;
    }

    /** A scenario of a refuted protocol: its own spec accepts the trace, those of the protocols that followed reject it. */
    static ClusterScenario refuted(String name, String summary, Replication protocol, Story story) {
        ClusterPlan plan = new ClusterPlan(List.of(X, Y, Z), List.of(PARTITION), 1, protocol, BrokerConfig.DEFAULT, 400);
        SortedMap<String, Verdict> verdicts = new TreeMap<>();
        List<String> history = ReplicationVocabulary.HISTORY;
        history.subList(history.indexOf(protocol.spec()), history.size()).forEach(spec -> verdicts.put(spec, Verdict.REJECTED));
        verdicts.put(protocol.spec(), Verdict.ACCEPTED);
        return new ClusterScenario(name, "C10", summary, plan, verdicts, story);
    }

    void tell(String what) {
        narrator.accept(String.format("%6d ms  %s", cluster.nowMs(), what));
    }

    ProducerNode producer(String name, Acks acks) {
        return producer(name, ProducerConfig.of(acks));
    }

    ProducerNode producer(String name, ProducerConfig config) {
        return cluster.addProducer(name, config);
    }

    /** A consumer of the partition. */
    ConsumerNode consumer(String name, ConsumerConfig config) {
        ConsumerNode consumer = cluster.addConsumer(name, config);
        consumer.assign(cluster.nowMs(), List.of(PARTITION));
        return consumer;
    }

    static List<String> texts(ConsumerNode consumer) {
        return consumer.records(PARTITION).stream().map(record -> record.record().text()).toList();
    }

    void awaitRead(ConsumerNode consumer, String... records) {
        await("the consumer reads " + List.of(records), () -> texts(consumer).equals(List.of(records)));
    }

    void send(ProducerNode producer, String... records) {
        for (String record : records) {
            producer.send(cluster.nowMs(), PARTITION, List.of(record));
        }
    }

    void await(String expectation, Expectation condition) {
        cluster.runUntil(() -> {
            try {
                return condition.holds();
            } catch (StorageException e) {
                throw new UncheckedIOException(e);
            }
        }, PATIENCE_MS, expectation);
    }

    interface Expectation {
        boolean holds() throws StorageException;
    }

    void awaitLog(String broker, String... records) {
        await(broker + " has " + List.of(records), () -> cluster.broker(broker).records(PARTITION).equals(List.of(records)));
    }

    void awaitReadable(String broker, String... records) {
        await(List.of(records) + " can be read at " + broker, () -> cluster.broker(broker).readable(PARTITION).equals(List.of(records)));
    }

    void awaitHighWatermark(String broker, long offset) {
        await("the high watermark of " + broker + " is " + offset, () -> cluster.broker(broker).state(PARTITION).highWatermark() == offset);
    }

    void awaitLeader(String broker, int leaderEpoch) {
        await(broker + " leads in epoch " + leaderEpoch, () -> cluster.isUp(broker) && cluster.broker(broker).state(PARTITION).isLeader()
                && cluster.broker(broker).state(PARTITION).role().leaderEpoch() == leaderEpoch);
        tell(broker + " leads in epoch " + leaderEpoch + ", and has " + records(broker));
    }

    void awaitIsr(String... brokers) {
        await("the ISR is " + List.of(brokers), () -> List.copyOf(cluster.decided(PARTITION).current().isr()).equals(List.of(brokers)));
        tell("the ISR is " + List.of(brokers));
    }

    void awaitFenced(String broker) {
        await(broker + " is fenced", () -> !cluster.decided(PARTITION).unfenced().contains(broker));
    }

    /** Shuts a broker down in peace, and waits until it has. */
    void shutDown(SimulatedCluster itsCluster, String broker) {
        itsCluster.shutDown(broker);
        await(broker + " has shut down", () -> !itsCluster.isUp(broker));
        tell(broker + " has shut down in peace");
    }

    PartitionVersion decided() {
        return cluster.decided(PARTITION).current();
    }

    int epoch(String broker) {
        return cluster.broker(broker).state(PARTITION).role().leaderEpoch();
    }

    Optional<String> leader() {
        return cluster.decided(PARTITION).current().leader();
    }

    List<String> records(String broker) {
        try {
            return cluster.broker(broker).records(PARTITION);
        } catch (StorageException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Everything that was sent is acknowledged, where it is. */
    void requireAcknowledged(ProducerNode producer, String... records) {
        for (int offset = 0; offset < records.length; offset++) {
            int expected = offset;
            require(producer.reports().stream().anyMatch(report -> report.isAcknowledged() && report.offset() == expected
                    && report.record().text().equals(records[expected])), records[expected] + " is acknowledged at offset " + expected);
        }
    }

    /** @throws IllegalStateException if it does not hold */
    void require(boolean holds, String expectation) {
        if (!holds) {
            throw new IllegalStateException("at " + cluster.nowMs() + " ms: expected that " + expectation);
        }
    }
}
