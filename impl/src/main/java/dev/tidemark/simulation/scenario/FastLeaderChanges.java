package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.TruncateByEpoch;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * How replicas diverged with KIP-101 (KAFKA-6361): Z leads after Y without ever having followed it. It knows nothing of Y's
 * epoch, and answers with the start of its own; below that, Y keeps M2 where Z has M1.
 */
final class FastLeaderChanges {
    private FastLeaderChanges() { }

    static ClusterScenario scenario() {
        return Stage.refuted("fast-leader-changes-diverge", "KIP-101: after two quick elections Y keeps M2 where Z has M1, and both count it committed",
                new TruncateByEpoch(), FastLeaderChanges::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.LEADER);
        stage.awaitLeader(X, 0);
        cluster.network().cut(X, Y);
        cluster.network().cut(Y, Z);
        stage.send(producer, "M1");
        stage.awaitLog(Z, "M1");
        stage.tell("X has written M1, Z has fetched it, Y has not; X dies");
        cluster.crash(X);
        stage.awaitLeader(Y, 1);
        stage.send(producer, "M2");
        stage.awaitLog(Y, "M2");
        stage.tell("Y has written M2 where Z has M1; before Z can ask it, Y dies");
        cluster.crash(Y);
        stage.awaitLeader(Z, 2);
        stage.awaitReadable(Z, "M1");
        cluster.network().heal();
        cluster.restart(Y);
        stage.awaitIsr(Y, Z);
        stage.awaitHighWatermark(Y, 1);
        stage.require(stage.records(Y).equals(List.of("M2")), "Y has kept M2");
        stage.tell("Y asked where epoch 1 ended; Z, who never heard of it, said where its own begins, and Y kept " + stage.records(Y));
        cluster.crash(Z);
        stage.awaitLeader(Y, 3);
        stage.awaitReadable(Y, "M2");
        stage.tell("where a consumer has read M1, it now reads M2");
    }
}
