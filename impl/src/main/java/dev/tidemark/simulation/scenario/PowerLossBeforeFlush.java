package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.function.Consumer;

/** acks=all does not mean flushed: a leader that loses power loses what was in its page cache, and fetches it from its successor. */
final class PowerLossBeforeFlush {
    private PowerLossBeforeFlush() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("power-loss-before-flush", "B1, B3", "X flushes two of six committed records, loses power, and fetches the rest from Y",
                PLAN, PowerLossBeforeFlush::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) throws StorageException {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1", "M2");
        stage.awaitReadable(X, "M1", "M2");
        cluster.broker(X).flush(cluster.nowMs(), Stage.PARTITION);
        stage.send(producer, "M3", "M4", "M5", "M6");
        stage.awaitReadable(X, "M1", "M2", "M3", "M4", "M5", "M6");
        stage.await("all are acknowledged", producer::isIdle);
        stage.tell("X has flushed M1 and M2; M3 to M6 are committed and acknowledged, and in nobody's files for sure");
        cluster.losePower(X);
        stage.tell("X loses power");
        stage.awaitLeader(Y, 1);
        cluster.restart(X);
        List<String> recovered = stage.records(X);
        stage.tell("X recovers " + recovered + ": what was flushed, and perhaps some of the rest");
        stage.require(recovered.size() >= 2 && recovered.size() < 6, "the flushed records survived and some of the others did not");
        stage.awaitLog(X, "M1", "M2", "M3", "M4", "M5", "M6");
        stage.tell("X has fetched the rest from Y");
        stage.awaitIsr(X, Y, Z);
    }
}
