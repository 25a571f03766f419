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

/** Leadership does not stay where a failure has left it: when the preferred leader is back in sync, it may lead again. */
final class PreferredLeader {
    private PreferredLeader() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("preferred-leader", "C3", "Y leads after a failure of X; X is back in sync, and an administrator gives it leadership again",
                PLAN, PreferredLeader::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        cluster.crash(X);
        stage.awaitLeader(Y, 1);
        cluster.restart(X);
        cluster.electPreferredLeaders();
        stage.require(stage.leader().filter(Y::equals).isPresent(), "X is not in sync yet, and not elected");
        stage.awaitIsr(X, Y, Z);
        stage.send(producer, "M1");
        stage.awaitReadable(Y, "M1");
        cluster.electPreferredLeaders();
        stage.awaitLeader(X, 2);
        stage.send(producer, "M2");
        stage.awaitReadable(X, "M1", "M2");
        stage.awaitLog(Y, "M1", "M2");
        stage.tell("X leads again, and nothing was lost on the way");
    }
}
