package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/** A broker that shuts down in peace hands over first, and loses nothing: when it is back, it is what it was. */
final class ControlledShutdown {
    private ControlledShutdown() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("controlled-shutdown", "C3", "X leads and shuts down: Y leads before X is gone, and X comes back with all it had", PLAN,
                ControlledShutdown::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.awaitHighWatermark(Z, 1);
        cluster.shutDown(X);
        stage.await("Y is elected", () -> stage.decided().leader().filter(Y::equals).isPresent());
        stage.require(cluster.isUp(X), "X is still there");
        stage.tell("X has asked for leave, and Y leads already");
        stage.await("X has shut down", () -> !cluster.isUp(X));
        stage.send(producer, "M2");
        stage.awaitReadable(Y, "M1", "M2");
        cluster.restart(X);
        stage.require(stage.records(X).equals(List.of("M1")), "X has what it had");
        stage.awaitIsr(X, Y, Z);
        stage.awaitLog(X, "M1", "M2");
    }
}
