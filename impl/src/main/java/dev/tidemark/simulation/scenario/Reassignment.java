package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/** A partition moves: for a while it is on the old brokers and on the new ones, and goes from the old when the new are all in sync. */
final class Reassignment {
    private Reassignment() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("reassignment", "C1", "the partition leaves Z, and then moves from X to Z while producers write; one move is cancelled",
                PLAN, Reassignment::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        ConsumerNode consumer = stage.consumer("consumer", ConsumerConfig.DEFAULT.with(Reset.EARLIEST));
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.awaitHighWatermark(Z, 1);
        stage.awaitRead(consumer, "M1");
        cluster.reassign(Stage.PARTITION, List.of(X, Y));
        stage.require(stage.decided().replicas().equals(List.of(X, Y)) && !stage.decided().isReassigning(), "Z goes at once");
        stage.awaitLog(Z);
        stage.tell("the partition is on X and Y; Z has deleted what it had");
        moveIsCancelled(cluster, stage);
        cluster.reassign(Stage.PARTITION, List.of(Z, Y));
        stage.send(producer, "M2");
        stage.await("the move is complete", () -> stage.decided().replicas().equals(List.of(Z, Y)));
        stage.awaitReadable(stage.leader().orElseThrow(), "M1", "M2");
        stage.awaitLog(X);
        stage.awaitIsr(Y, Z);
        stage.tell("the partition is on Z and Y, led by " + stage.leader().orElseThrow() + "; X has deleted what it had");
        stage.send(producer, "M3");
        stage.awaitLog(Z, "M1", "M2", "M3");
        stage.awaitRead(consumer, "M1", "M2", "M3");
        stage.tell("X does not know the partition any more, and told its consumer so: it reads on elsewhere");
    }

    private static void moveIsCancelled(SimulatedCluster cluster, Stage stage) {
        cluster.network().cut(X, Z);
        cluster.reassign(Stage.PARTITION, List.of(Z, Y));
        cluster.runFor(500);
        stage.require(stage.decided().isReassigning() && stage.leader().filter(X::equals).isPresent(), "X stays until Z is in sync");
        stage.tell("Z cannot fetch: the partition is on all three, and stays there");
        cluster.reassign(Stage.PARTITION, List.of(X, Y));
        stage.require(stage.decided().replicas().equals(List.of(X, Y)) && !stage.decided().isReassigning(), "the move is cancelled");
        stage.tell("the move is cancelled");
        cluster.network().heal();
    }
}
