package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterPlan;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * Two batches in flight, of which the first is refused and the second is not: the retry of the first comes behind the second. With one request
 * in flight the second waits for the first.
 */
final class InFlightOrder {
    private static final ClusterPlan PLAN =
            new ClusterPlan(List.of(X, Y, Z), List.of(Stage.PARTITION), 2, new FencedReplication(), BrokerConfig.DEFAULT, 400);

    private InFlightOrder() { }

    static ClusterScenario withFive() {
        return ClusterScenario.accepted("in-flight-five-reorders", "A6", "M1 is refused, M2 behind it is not: the retry of M1 comes last", PLAN,
                (cluster, narrator) -> play(cluster, narrator, 5, "M2", "M1"));
    }

    static ClusterScenario withOne() {
        return ClusterScenario.accepted("in-flight-one-keeps-order", "A6", "the same with one request in flight: M2 waits until M1 is written", PLAN,
                (cluster, narrator) -> play(cluster, narrator, 1, "M1", "M2"));
    }

    /** X refuses M1 while it is alone in the ISR. Until it no longer is, M2 is on its way, and M1's retry behind it. */
    private static void play(SimulatedCluster cluster, Consumer<String> narrator, int maxInFlight, String... expected) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", ProducerConfig.of(Acks.ALL).withMaxInFlight(maxInFlight));
        stage.awaitLeader(X, 0);
        cluster.crash(Y);
        cluster.crash(Z);
        stage.awaitIsr(X);
        stage.await("X knows", () -> cluster.broker(X).state(Stage.PARTITION).leadership().isr().size() == 1);
        cluster.network().hold(X, "producer");
        stage.send(producer, "M1");
        cluster.runFor(20);
        cluster.network().hold("producer", X);
        stage.send(producer, "M2");
        cluster.network().release(X, "producer");
        stage.awaitLog(X);
        stage.tell("X is alone in the ISR and has refused M1; M2 " + (maxInFlight == 1 ? "waits for M1" : "is on its way already"));
        cluster.restart(Y);
        stage.await("X knows that Y is in sync", () -> cluster.broker(X).state(Stage.PARTITION).leadership().isr().contains(Y));
        cluster.network().release("producer", X);
        stage.await("both are acknowledged", producer::isIdle);
        stage.require(producer.reports().stream().allMatch(DeliveryReport::isAcknowledged), "both are acknowledged");
        for (String broker : List.of(X, Y)) {
            stage.awaitLog(broker, expected);
        }
        stage.tell("Y is back; X and Y have " + stage.records(X));
        cluster.restart(Z);
        stage.awaitIsr(X, Y, Z);
    }
}
