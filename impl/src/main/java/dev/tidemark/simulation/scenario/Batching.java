package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A producer that lingers sends its records in fewer requests: a batch goes when it is full, or has waited long enough. */
final class Batching {
    private static final int RECORDS = 12;
    private static final int PAUSE_MS = 5;
    /** The fixed part of a batch, and four records of two bytes as the producer estimates them. */
    private static final int FOUR_RECORDS_BYTES = 61 + 4 * 23;

    private Batching() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("batching", "A5", "twelve records, one every 5 ms: twelve requests without linger, three with batches of four", PLAN,
                Batching::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode hasty = stage.producer("hasty", Acks.LEADER);
        ProducerNode patient = stage.producer("patient", ProducerConfig.of(Acks.LEADER).withBatching(100, FOUR_RECORDS_BYTES, 1 << 20));
        stage.awaitLeader(X, 0);
        cluster.runFor(50);
        List<String> sent = new ArrayList<>(send(cluster, stage, hasty, "a"));
        stage.require(hasty.requests() == RECORDS, "without linger each record goes in a request of its own");
        stage.tell("without linger: " + hasty.requests() + " requests for " + RECORDS + " records");
        sent.addAll(send(cluster, stage, patient, "b"));
        stage.require(patient.requests() == RECORDS / 4, "three batches of four");
        stage.tell("with linger.ms=100, and batches of " + FOUR_RECORDS_BYTES + " bytes: " + patient.requests() + " requests");
        stage.send(patient, "c0");
        long sentAtMs = cluster.nowMs();
        stage.await("the last one is acknowledged", patient::isIdle);
        stage.require(cluster.nowMs() - sentAtMs >= 100, "one alone waits for linger.ms");
        sent.add("c0");
        stage.tell("one record alone waits for more, for linger.ms");
        for (String broker : new String[] {X, Y, Z}) {
            stage.awaitLog(broker, sent.toArray(String[]::new));
        }
    }

    private static List<String> send(SimulatedCluster cluster, Stage stage, ProducerNode producer, String prefix) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            String record = prefix + Integer.toHexString(i);
            stage.send(producer, record);
            sent.add(record);
            cluster.runFor(PAUSE_MS);
        }
        stage.await("all are acknowledged", producer::isIdle);
        return sent;
    }
}
