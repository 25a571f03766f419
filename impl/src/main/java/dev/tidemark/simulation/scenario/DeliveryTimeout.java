package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/**
 * {@code delivery.timeout.ms} bounds the time from send to report, whatever happens to the attempts: one record whose answers do not come
 * back may have been written, and was; one that waited behind it was never sent.
 */
final class DeliveryTimeout {
    private static final long DELIVERY_TIMEOUT_MS = 1_200;

    private DeliveryTimeout() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("delivery-timeout", "A4", "X's answers are lost: M2 is given up and is there, M3 was never sent", PLAN,
                DeliveryTimeout::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer",
                ProducerConfig.of(Acks.ALL).withMaxInFlight(1).withTimeouts(DELIVERY_TIMEOUT_MS, DELIVERY_TIMEOUT_MS, DELIVERY_TIMEOUT_MS));
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.await("M1 is acknowledged", producer::isIdle);
        cluster.network().hold(X, "producer");
        long sentAtMs = cluster.nowMs();
        stage.send(producer, "M2", "M3");
        stage.awaitReadable(X, "M1", "M2");
        stage.tell("M2 is committed; X's answer does not reach the producer, and M3 waits for it");
        stage.await("both are given up", producer::isIdle);
        DeliveryReport second = producer.reports().get(1);
        DeliveryReport third = producer.reports().get(2);
        stage.require(cluster.nowMs() - sentAtMs <= DELIVERY_TIMEOUT_MS + 20, "both reports come when delivery.timeout.ms has passed");
        stage.require(second.error() == ErrorCode.REQUEST_TIMED_OUT && third.error() == ErrorCode.REQUEST_TIMED_OUT, "the error is a timeout");
        stage.require(second.record().text().equals("M2") ? second.fate() == Fate.PERHAPS_WRITTEN && third.fate() == Fate.NOT_WRITTEN
                : third.fate() == Fate.PERHAPS_WRITTEN && second.fate() == Fate.NOT_WRITTEN, "M2 may have been written, M3 was not");
        stage.tell("after " + (cluster.nowMs() - sentAtMs) + " ms both are given up: M2 may have been written, M3 was never sent");
        cluster.network().release(X, "producer");
        cluster.runFor(100);
        stage.require(producer.reports().size() == 3, "a late answer changes nothing");
        for (String broker : new String[] {X, Y, Z}) {
            stage.awaitLog(broker, "M1", "M2");
        }
    }
}
