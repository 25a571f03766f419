package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/** All replicas are gone: nobody leads until one that is eligible is back. A producer that may retry gets through, in the end. */
final class NoLeader {
    private NoLeader() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("no-leader", "C4", "X and Y die, Z shuts down; only Z, the last in sync, may lead again", PLAN, NoLeader::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode patient = stage.producer("patient", Acks.ALL);
        ProducerNode hasty = stage.producer("hasty", ProducerConfig.of(Acks.ALL).withRetries(0));
        stage.awaitLeader(X, 0);
        stage.send(patient, "M1");
        stage.awaitHighWatermark(Z, 1);
        cluster.crash(X);
        stage.awaitLeader(Y, 1);
        cluster.crash(Y);
        stage.awaitLeader(Z, 2);
        stage.send(patient, "M2");
        stage.awaitReadable(Z, "M1", "M2");
        stage.shutDown(cluster, Z);
        stage.require(stage.leader().isEmpty(), "there is no leader");
        stage.require(stage.decided().isr().isEmpty() && List.copyOf(stage.decided().elr()).equals(List.of(Z)), "nobody is in sync, and Z is eligible");
        stage.tell("X, Y and Z are gone: the partition has no leader");

        stage.send(hasty, "lost");
        stage.send(patient, "M3");
        stage.await("the send without retries fails", hasty::isIdle);
        stage.require(hasty.reports().get(0).error() == ErrorCode.NETWORK_EXCEPTION, "retries=0 fails with the network error");
        stage.tell("with retries=0 the send has failed with " + ErrorCode.NETWORK_EXCEPTION);
        cluster.restart(X);
        stage.await("X is a member again", () -> cluster.decided(Stage.PARTITION).unfenced().contains(X));
        cluster.runFor(300);
        stage.require(stage.leader().isEmpty(), "X is not elected: it was not in sync, and M2 would be lost");
        stage.tell("X is back but does not have M2; it is not elected");
        cluster.restart(Z);
        stage.awaitLeader(Z, 4);
        stage.awaitReadable(Z, "M1", "M2", "M3");
        stage.tell("the producer that retries got through");
        cluster.restart(Y);
        stage.awaitIsr(X, Y, Z);
    }
}
