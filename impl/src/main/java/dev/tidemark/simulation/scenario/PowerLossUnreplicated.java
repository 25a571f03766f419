package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/** Without another replica, what was not flushed is gone. The partition then has no leader, rather than one that forgot. */
final class PowerLossUnreplicated {
    private static final ClusterPlan PLAN =
            new ClusterPlan(List.of(X), List.of(Stage.PARTITION), 1, new FencedReplication(), BrokerConfig.DEFAULT, 400);

    private PowerLossUnreplicated() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("power-loss-unreplicated", "B3", "the only replica loses power: the partition stays without a leader", PLAN,
                PowerLossUnreplicated::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1", "M2");
        stage.await("both are acknowledged", producer::isIdle);
        stage.tell("M1 and M2 are committed and acknowledged, on one replica, in its page cache");
        cluster.losePower(X);
        stage.awaitFenced(X);
        cluster.restart(X);
        stage.tell("X lost power and recovers " + stage.records(X));
        stage.await("X has joined", () -> cluster.decided(Stage.PARTITION).unfenced().contains(X));
        cluster.runFor(500);
        stage.require(stage.leader().isEmpty(), "nobody leads");
        stage.tell("X has lost its page cache and may not lead: the partition has no leader, and shows no consumer a shorter log");
    }
}
