package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.TruncateToHighWatermark;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * How Kafka's first protocol lost data: M2 is committed, but Z does not know yet when the leader dies. Z cuts it, and is
 * elected before it has fetched it again.
 */
final class TruncationLosesData {
    private TruncationLosesData() { }

    static ClusterScenario scenario() {
        return Stage.refuted("truncation-loses-data", "the first protocol: Z cuts a committed record and is elected without it",
                new TruncateToHighWatermark(), TruncationLosesData::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        for (String broker : List.of(X, Y, Z)) {
            stage.awaitHighWatermark(broker, 1);
        }
        stage.send(producer, "M2");
        stage.await("M2 is acknowledged", producer::isIdle);
        stage.require(cluster.broker(Z).state(Stage.PARTITION).highWatermark() == 1, "Z has M2, but does not know that it is committed");
        stage.tell("M2 is on all replicas, committed and acknowledged; Y and Z do not know yet that it is committed");
        cluster.crash(X);
        cluster.network().cut(Y, Z);
        stage.awaitLeader(Y, 1);
        stage.awaitLog(Z, "M1");
        stage.tell("Z follows Y and has cut its log at its high watermark: " + stage.records(Z));
        cluster.crash(Y);
        stage.awaitLeader(Z, 2);
        stage.send(producer, "M3");
        stage.awaitReadable(Z, "M1", "M3");
        stage.tell("M2 was acknowledged with acks=all, and where it was a consumer now reads M3");
    }
}
