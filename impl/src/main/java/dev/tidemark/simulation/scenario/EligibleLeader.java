package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * With min.insync.replicas=2 X is the last replica standing: it commits nothing any more, and so Y, who left before, still has all that is
 * committed and may lead when X is gone for good (KIP-966).
 */
final class EligibleLeader {
    private static final ClusterPlan PLAN =
            new ClusterPlan(List.of(X, Y, Z), List.of(Stage.PARTITION), 2, new FencedReplication(), BrokerConfig.DEFAULT, 400);

    private EligibleLeader() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("eligible-leader", "C7, C8", "the last member of the ISR loses power; Y, eligible since it left, leads without a loss",
                PLAN, EligibleLeader::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        cluster.crash(Z);
        stage.awaitIsr(X, Y);
        stage.send(producer, "M1");
        stage.awaitReadable(X, "M1");
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.shutDown(cluster, Y);
        stage.awaitIsr(X);
        stage.require(List.copyOf(stage.decided().elr()).equals(List.of(Y)), "Y is eligible");
        stage.tell("X is the last in sync and commits nothing any more; Y stays eligible");
        cluster.losePower(X);
        stage.awaitFenced(X);
        stage.require(List.copyOf(stage.decided().elr()).equals(List.of(X, Y)), "both are eligible, and nobody is there");
        cluster.restart(X);
        stage.await("X has joined", () -> cluster.decided(Stage.PARTITION).unfenced().contains(X));
        stage.require(stage.leader().isEmpty() && List.copyOf(stage.decided().elr()).equals(List.of(Y)), "X is not eligible any more");
        stage.tell("X is back without its page cache, and is not eligible any more");
        cluster.restart(Y);
        stage.awaitLeader(Y, 2);
        stage.require(stage.decided().losses() == 0, "nothing is lost");
        stage.awaitIsr(X, Y);
        stage.awaitReadable(Y, "M1");
        stage.tell("Y leads, and has M1: nothing is lost");
    }
}
