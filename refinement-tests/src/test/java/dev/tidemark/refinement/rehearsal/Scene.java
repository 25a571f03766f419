package dev.tidemark.refinement.rehearsal;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.NetworkConditions;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.io.UncheckedIOException;
import java.util.List;

/** One partition on a few brokers, the first of them leading, and what the stories do there. */
final class Scene {
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    static final String W = "W";
    static final String X = "X";
    static final String Y = "Y";
    static final String Z = "Z";
    static final BrokerConfig SMALL_FETCHES = new BrokerConfig(100, 1, 800, 100, 0, 500, 86_400_000, 600_000, BrokerConfig.DEFAULT.log());
    private static final NetworkConditions SLOW = new NetworkConditions(2_500, 2_500, 0, 0, 0);
    private static final int SESSION_TIMEOUT_MS = 400;
    private static final long PATIENCE_MS = 5_000;

    private final SimulatedCluster cluster;

    Scene(SimulatedCluster cluster) {
        this.cluster = cluster;
    }

    /** What happens in a scene. */
    interface Act {
        void play(SimulatedCluster cluster, Scene scene) throws StorageException;
    }

    static ClusterScenario story(String name, String summary, BrokerConfig config, List<String> brokers, Act act) {
        ClusterPlan plan = new ClusterPlan(brokers, List.of(PARTITION), 1, new FencedReplication(), config, SESSION_TIMEOUT_MS);
        return ClusterScenario.accepted(name, "none", summary, plan, (cluster, narrator) -> act.play(cluster, new Scene(cluster)));
    }

    ProducerNode producer(Acks acks) {
        return cluster.addProducer("producer-" + acks.setting(), ProducerConfig.of(acks));
    }

    void send(ProducerNode producer, String... records) {
        for (String record : records) {
            producer.send(cluster.nowMs(), PARTITION, List.of(record));
        }
    }

    ReplicaState at(String broker) {
        return cluster.broker(broker).state(PARTITION);
    }

    void awaitLeader(String broker, int leaderEpoch) {
        cluster.runUntil(() -> at(broker).isLeader() && at(broker).role().leaderEpoch() == leaderEpoch, PATIENCE_MS,
                broker + " leads in epoch " + leaderEpoch);
    }

    void awaitHighWatermark(String broker, long offset) {
        cluster.runUntil(() -> at(broker).highWatermark() == offset, PATIENCE_MS, "the high watermark of " + broker + " is " + offset);
    }

    void awaitEndOffset(String broker, long offset) {
        cluster.runUntil(() -> records(broker).size() == offset, PATIENCE_MS, "the log of " + broker + " ends at " + offset);
    }

    private List<String> records(String broker) {
        try {
            return cluster.broker(broker).records(PARTITION);
        } catch (StorageException e) {
            throw new UncheckedIOException(e);
        }
    }

    void awaitIsr(String... brokers) {
        cluster.runUntil(() -> List.copyOf(cluster.decided(PARTITION).current().isr()).equals(List.of(brokers)), PATIENCE_MS,
                "the ISR is " + List.of(brokers));
    }

    void awaitFenced(String broker) {
        cluster.runUntil(() -> !cluster.decided(PARTITION).unfenced().contains(broker), PATIENCE_MS, broker + " is fenced");
    }

    void awaitUnfenced(String broker) {
        cluster.runUntil(() -> cluster.decided(PARTITION).unfenced().contains(broker), PATIENCE_MS, broker + " is not fenced");
    }

    /** Lets one step of the protocol happen, whose messages are still on their way afterwards. */
    void step() {
        long steps = cluster.steps();
        cluster.runUntil(() -> cluster.steps() > steps, PATIENCE_MS, "something happens");
    }

    /** Whatever is sent from now on takes long. */
    void slowDown() {
        cluster.network().become(SLOW);
    }

    void speedUp() {
        cluster.network().become(NetworkConditions.GOOD);
    }
}
