package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/** With min.insync.replicas=2 one failure of three is survived; after the second nothing is acknowledged with acks=all. */
final class MinIsr {
    private static final ClusterPlan PLAN =
            new ClusterPlan(List.of(X, Y, Z), List.of(Stage.PARTITION), 2, new FencedReplication(), BrokerConfig.DEFAULT, 400);

    private MinIsr() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("min-isr", "C7", "X alone refuses acks=all, and commits nothing until another replica is back", PLAN, MinIsr::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", ProducerConfig.of(Acks.ALL).withRetries(0));
        ProducerNode careless = stage.producer("careless", ProducerConfig.of(Acks.LEADER).withRetries(0));
        stage.awaitLeader(X, 0);
        cluster.crash(Z);
        stage.awaitIsr(X, Y);
        stage.send(producer, "M1");
        stage.awaitReadable(X, "M1");
        stage.tell("one of three is gone: M1 is committed and acknowledged");
        cluster.crash(Y);
        stage.awaitIsr(X);
        stage.await("X knows", () -> cluster.broker(X).state(Stage.PARTITION).leadership().isr().size() == 1);
        stage.send(producer, "refused");
        stage.await("the producer is told", producer::isIdle);
        stage.require(producer.reports().get(1).error() == ErrorCode.NOT_ENOUGH_REPLICAS, "the error is NOT_ENOUGH_REPLICAS");
        stage.awaitLog(X, "M1");
        stage.tell("two of three are gone: acks=all is refused with " + ErrorCode.NOT_ENOUGH_REPLICAS + ", and nothing is appended");
        stage.send(careless, "M2");
        stage.await("acks=1 is answered", careless::isIdle);
        cluster.runFor(200);
        stage.awaitReadable(X, "M1");
        stage.tell("with acks=1 M2 is appended and acknowledged, but not committed, and no consumer sees it");
        cluster.restart(Y);
        stage.awaitIsr(X, Y);
        stage.awaitReadable(X, "M1", "M2");
        stage.tell("Y is back: M2 is committed");
    }
}
