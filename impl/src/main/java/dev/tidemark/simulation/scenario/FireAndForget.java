package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/** With acks=0 a send succeeds as soon as it has left: what the network loses nobody hears of, and nobody repeats it. */
final class FireAndForget {
    private FireAndForget() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("acks-zero-loses-silently", "A1", "M2 is lost on its way to X, and its producer was told that all is well", PLAN,
                FireAndForget::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.NONE);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        stage.awaitReadable(X, "M1");
        cluster.network().cut("producer", X);
        stage.send(producer, "M2");
        stage.require(producer.isIdle() && producer.reports().size() == 2, "both sends are over as soon as they have left");
        stage.tell("M2 has left; the producer was told so, and the link to X is cut");
        cluster.runFor(200);
        cluster.network().heal();
        stage.send(producer, "M3");
        for (String broker : new String[] {X, Y, Z}) {
            stage.awaitLog(broker, "M1", "M3");
        }
        stage.require(producer.reports().stream().allMatch(report -> report.error() == ErrorCode.NONE && report.offset() < 0
                && report.fate() == Fate.PERHAPS_WRITTEN), "every report is a success without an offset");
        stage.tell("M1 and M3 are there, M2 is not; of " + producer.reports().stream().map(DeliveryReport::record).map(record -> record.text()).toList()
                + " none has an offset, and none an error");
    }
}
