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
        return ClusterScenario.accepted("delivery-timeout", "A4", "X's answers are late: M3 is given up and is there, M4 was never sent", PLAN,
                DeliveryTimeout::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer",
                ProducerConfig.of(Acks.ALL).withMaxInFlight(1).withBatching(0, 1, 1 << 20)
                        .withTimeouts(DELIVERY_TIMEOUT_MS, DELIVERY_TIMEOUT_MS, DELIVERY_TIMEOUT_MS));
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.await("M1 is acknowledged", producer::isIdle);
        cluster.network().hold(X, "producer");
        long sentAtMs = cluster.nowMs();
        stage.send(producer, "M2", "M3", "M4");
        cluster.runFor(DELIVERY_TIMEOUT_MS / 3);
        cluster.network().release(X, "producer");
        stage.await("M3 is on its way", () -> producer.reports().size() == 2);
        cluster.network().hold(X, "producer");
        stage.awaitReadable(X, "M1", "M2", "M3");
        stage.tell("M3 is committed; X's answer does not reach the producer, and M4 waits for it");
        stage.await("both are given up", producer::isIdle);
        stage.require(cluster.nowMs() - sentAtMs <= DELIVERY_TIMEOUT_MS + 20, "both reports come when delivery.timeout.ms has passed, and not request.timeout.ms");
        stage.require(fateOf(producer, "M3") == Fate.PERHAPS_WRITTEN && fateOf(producer, "M4") == Fate.NOT_WRITTEN, "M3 may have been written, M4 was not");
        stage.tell("after " + (cluster.nowMs() - sentAtMs) + " ms both are given up: M3 may have been written, M4 was never sent");
        cluster.network().release(X, "producer");
        cluster.runFor(100);
        stage.require(producer.reports().size() == 4, "a late answer changes nothing");
        for (String broker : new String[] {X, Y, Z}) {
            stage.awaitLog(broker, "M1", "M2", "M3");
        }
    }

    private static Fate fateOf(ProducerNode producer, String record) {
        DeliveryReport report = producer.reports().stream().filter(told -> told.record().text().equals(record)).findFirst().orElseThrow();
        return report.error() == ErrorCode.REQUEST_TIMED_OUT ? report.fate() : Fate.WRITTEN;
    }
}
