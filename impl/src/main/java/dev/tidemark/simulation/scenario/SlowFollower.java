package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/** A follower falls behind: the ISR shrinks so that the others can commit, and grows when it has caught up. */
final class SlowFollower {
    private SlowFollower() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("slow-follower", "C2", "Z cannot fetch, leaves the ISR, catches up and comes back", PLAN, SlowFollower::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.awaitReadable(X, "M1");
        cluster.network().cut(X, Z);
        stage.send(producer, "M2");
        stage.awaitLog(Y, "M1", "M2");
        stage.require(cluster.broker(X).state(Stage.PARTITION).highWatermark() == 1, "M2 waits for Z");
        stage.tell("Z cannot reach X; M2 waits");
        stage.awaitIsr(X, Y);
        stage.awaitReadable(X, "M1", "M2");
        stage.tell("M2 is committed without Z");
        cluster.network().heal();
        stage.awaitLog(Z, "M1", "M2");
        stage.awaitIsr(X, Y, Z);
    }
}
