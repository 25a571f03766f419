package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PARTITION;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.TruncateToHighWatermark;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.core.consumer.Transition.Truncated;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.List;
import java.util.function.Consumer;

/**
 * A consumer notices that what it has read is gone (KIP-320): after a change of leader it asks where the epoch of its last record ended. The
 * loss is that of Kafka's first protocol, {@link TruncationLosesData}.
 */
final class ConsumerTruncation {
    private ConsumerTruncation() { }

    static ClusterScenario scenario() {
        return Stage.refuted("consumer-detects-truncation", "the first protocol loses M2, which a consumer has read: it notices, and reads M3 in its place",
                new TruncateToHighWatermark(), ConsumerTruncation::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        ConsumerNode follows = stage.consumer("follows", ConsumerConfig.DEFAULT.with(Reset.EARLIEST));
        ConsumerNode stops = stage.consumer("stops", ConsumerConfig.DEFAULT.with(Reset.NONE));
        stops.seek(cluster.nowMs(), PARTITION, 0);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1");
        for (String broker : List.of(X, Y, Z)) {
            stage.awaitHighWatermark(broker, 1);
        }
        stage.send(producer, "M2");
        stage.awaitHighWatermark(X, 2);
        cluster.network().hold(Z, X);
        stage.awaitRead(follows, "M1", "M2");
        stage.awaitRead(stops, "M1", "M2");
        stage.require(cluster.broker(Z).state(PARTITION).highWatermark() == 1, "Z has M2, but does not know that it is committed");
        stage.tell("M2 is committed, and two consumers have read it; Z does not know yet that it is committed");
        cluster.crash(X);
        cluster.network().cut(Y, Z);
        stage.awaitLeader(Y, 1);
        stage.awaitLog(Z, "M1");
        cluster.crash(Y);
        stage.awaitLeader(Z, 2);
        stage.tell("Z has cut M2 and leads");
        stage.await("both notice", () -> !follows.truncations().isEmpty() && !stops.truncations().isEmpty());
        Truncated truncated = follows.truncations().get(0);
        stage.require(truncated.offset() == 2 && truncated.divergesAt().getAsLong() == 1, "the log went another way at offset 1");
        stage.tell("both consumers have noticed: they stand at offset " + truncated.offset() + ", and Z's log went another way at "
                + truncated.divergesAt().getAsLong());
        stage.send(producer, "M3");
        stage.awaitRead(follows, "M1", "M2", "M3");
        stage.require(follows.records(PARTITION).get(2).offset() == 1, "M3 is where M2 was");
        stage.require(Stage.texts(stops).equals(List.of("M1", "M2")), "without a reset policy the other one stays where it is");
        stage.tell("one reads M3 at offset 1, where it had read M2; the other, with auto.offset.reset=none, has stopped");
    }
}
