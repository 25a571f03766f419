package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PARTITION;
import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;

import dev.tidemark.core.Acks;
import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/** Where a consumer begins that has no position, or one that is not in the log. */
final class OffsetReset {
    private OffsetReset() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("auto-offset-reset", "D1", "three consumers without a position: earliest, latest, none; then a seek beyond the end", PLAN,
                OffsetReset::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.send(producer, "M1", "M2");
        stage.awaitReadable(X, "M1", "M2");
        ConsumerNode earliest = stage.consumer("earliest", ConsumerConfig.DEFAULT.with(Reset.EARLIEST));
        ConsumerNode latest = stage.consumer("latest", ConsumerConfig.DEFAULT.with(Reset.LATEST));
        ConsumerNode none = stage.consumer("none", ConsumerConfig.DEFAULT.with(Reset.NONE));
        stage.require(none.stops().size() == 1, "without a policy the consumer stops");
        stage.awaitRead(earliest, "M1", "M2");
        stage.await("latest has its position", () -> latest.position(PARTITION).offset() == 2);
        stage.send(producer, "M3");
        stage.awaitRead(earliest, "M1", "M2", "M3");
        stage.awaitRead(latest, "M3");
        stage.tell("earliest has read " + Stage.texts(earliest) + ", latest " + Stage.texts(latest) + "; none says: " + none.stops().get(0).reason());
        none.seek(cluster.nowMs(), PARTITION, 1);
        stage.awaitRead(none, "M2", "M3");
        stage.tell("none was told to seek to offset 1, and reads " + Stage.texts(none));

        none.seek(cluster.nowMs(), PARTITION, 99);
        earliest.seek(cluster.nowMs(), PARTITION, 99);
        stage.await("none stops again", () -> none.stops().size() == 2);
        stage.require(none.stops().get(1).error() == ErrorCode.OFFSET_OUT_OF_RANGE, "the error is OFFSET_OUT_OF_RANGE");
        stage.awaitRead(earliest, "M1", "M2", "M3", "M1", "M2", "M3");
        stage.tell("offset 99 is out of range: earliest begins anew, none stops: " + none.stops().get(1).reason());
    }
}
