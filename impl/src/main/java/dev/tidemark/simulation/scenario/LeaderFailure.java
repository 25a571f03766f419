package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * The M1..M4 story of the lecture notes. X leads and has M1..M4, Y has M1..M3, Z has M1 and M2 when X dies. Y is elected, X
 * comes back and gives up what Y does not have.
 */
final class LeaderFailure {
    private LeaderFailure() { }

    static ClusterScenario withAcksAll() {
        return ClusterScenario.accepted("leader-failure-acks-all", "C5", "X dies with M3 and M4 uncommitted; the producer repeats both, M3 is there twice",
                PLAN, LeaderFailure::playAcksAll);
    }

    static ClusterScenario withAcksOne() {
        return ClusterScenario.accepted("leader-failure-acks-one", "C6", "the same with acks=1: M4 was acknowledged and is lost, as the contract allows",
                PLAN, LeaderFailure::playAcksOne);
    }

    private static void playAcksAll(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        leaderDies(cluster, stage, producer);
        stage.require(producer.reports().size() == 2, "M3 and M4 are not acknowledged, because Z does not have them");
        stage.awaitReadable(Y, "M1", "M2", "M3", "M4", "M3");
        stage.tell("the producer has repeated M3 and M4 to Y, the last failed first; without idempotence M3 is there twice");
        stage.await("all four are acknowledged",
                () -> producer.isIdle() && producer.reports().stream().allMatch(DeliveryReport::isAcknowledged));
        leaderReturns(cluster, stage, "M1", "M2", "M3", "M4", "M3");
    }

    private static void playAcksOne(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.LEADER);
        leaderDies(cluster, stage, producer);
        stage.require(producer.reports().size() == 4, "all four are acknowledged, M4 by X alone");
        stage.tell("the producer was told that all four are written, and repeats nothing");
        stage.awaitReadable(Y, "M1", "M2", "M3");
        leaderReturns(cluster, stage, "M1", "M2", "M3");
        stage.tell("M4 was acknowledged and is lost for ever");
    }

    private static void leaderDies(SimulatedCluster cluster, Stage stage, ProducerNode producer) {
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1", "M2");
        for (String broker : List.of(X, Y, Z)) {
            stage.awaitHighWatermark(broker, 2);
        }
        stage.tell("M1 and M2 are committed, and all replicas know");
        cluster.network().cut(X, Z);
        stage.send(producer, "M3");
        stage.awaitLog(Y, "M1", "M2", "M3");
        cluster.network().cut(X, Y);
        stage.send(producer, "M4");
        stage.awaitLog(X, "M1", "M2", "M3", "M4");
        cluster.runFor(20);
        stage.tell("X has " + stage.records(X) + ", Y has " + stage.records(Y) + ", Z has " + stage.records(Z) + "; X dies");
        cluster.crash(X);
        cluster.network().heal();
        stage.awaitLeader(Y, 1);
    }

    private static void leaderReturns(SimulatedCluster cluster, Stage stage, String... expected) {
        cluster.restart(X);
        stage.tell("X is back with " + stage.records(X));
        stage.awaitLog(X, expected);
        stage.tell("X has cut its log where Y's leadership began, and has what Y has: " + stage.records(X));
        stage.awaitIsr(X, Y, Z);
        stage.awaitLog(Z, expected);
    }
}
