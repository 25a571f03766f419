package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/**
 * X alone has M2 when it shuts down; Y and Z are there, and behind. Either the partition waits for X, or somebody else is elected, M2 is
 * lost though it was acknowledged with acks=all, and everybody is told that there was a loss.
 */
final class UncleanElection {
    private UncleanElection() { }

    static ClusterScenario off() {
        return ClusterScenario.accepted("unclean-election-off", "C8", "the only replica in sync is gone: the partition waits for it, and loses nothing", PLAN,
                UncleanElection::playOff);
    }

    static ClusterScenario on() {
        return ClusterScenario.accepted("unclean-election-on", "C8", "the only replica in sync is gone: another leads, and the loss is announced",
                PLAN.with(ClusterPlan.Loss.ALLOWED), UncleanElection::playOn);
    }

    private static void playOff(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        xIsAheadAndGone(cluster, stage, producer);
        cluster.runFor(1_000);
        stage.require(stage.leader().isEmpty() && stage.decided().losses() == 0, "nobody leads");
        stage.tell("Y and Z are there, but do not have M2: nobody leads");
        cluster.restart(X);
        stage.awaitLeader(X, 2);
        stage.awaitReadable(X, "M1", "M2");
        stage.tell("X is back and leads: it was eligible, and had shut down in peace");
        cluster.network().heal();
        stage.awaitIsr(X, Y, Z);
        stage.awaitLog(Z, "M1", "M2");
    }

    private static void playOn(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        xIsAheadAndGone(cluster, stage, producer);
        stage.awaitLeader(Y, 1);
        stage.require(stage.decided().losses() == 1 && stage.decided().recovery() == LeaderRecovery.RECOVERING, "the loss is announced");
        stage.tell("Y is elected though it was not eligible; the loss is announced: " + stage.decided());
        stage.send(producer, "M3");
        stage.awaitReadable(Y, "M1", "M3");
        stage.tell("M2 was acknowledged with acks=all, and where it was a consumer now reads M3");
        stage.require(stage.decided().recovery() == LeaderRecovery.RECOVERED, "Y has recovered, or Z could not have joined");
        cluster.network().heal();
        cluster.restart(X);
        stage.awaitLog(X, "M1", "M3");
        stage.awaitIsr(X, Y, Z);
        stage.tell("X is back, and has given up M2");
    }

    private static void xIsAheadAndGone(SimulatedCluster cluster, Stage stage, ProducerNode producer) {
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.awaitHighWatermark(Y, 1);
        stage.awaitHighWatermark(Z, 1);
        cluster.network().cut(X, Y);
        cluster.network().cut(X, Z);
        stage.awaitIsr(X);
        stage.send(producer, "M2");
        stage.awaitReadable(X, "M1", "M2");
        stage.await("M2 is acknowledged", producer::isIdle);
        stage.tell("M2 is committed by X alone, and acknowledged");
        stage.shutDown(cluster, X);
    }
}
