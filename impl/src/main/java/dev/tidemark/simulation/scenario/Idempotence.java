package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PARTITION;
import static dev.tidemark.simulation.scenario.Stage.PLAN;
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
import dev.tidemark.storage.LogConfig;
import dev.tidemark.traces.ProducersVocabulary;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What becomes of batches that a producer repeats: with idempotence each is there once, and in order. */
final class Idempotence {
    private static final String PRODUCER = "producer";
    private static final ClusterPlan THREE = PLAN.withProducers(ProducersVocabulary.IDEMPOTENT_PRODUCER, PRODUCER);
    private static final ClusterPlan TWO_IN_SYNC = new ClusterPlan(List.of(X, Y, Z), List.of(PARTITION), 2, new FencedReplication(), BrokerConfig.DEFAULT, 400);
    /** One broker, with a batch or two in a segment. */
    private static final ClusterPlan ONE = new ClusterPlan(List.of(X), List.of(PARTITION), 1, new FencedReplication(),
            BrokerConfig.DEFAULT.withLog(LogConfig.of(Map.of("segment.bytes", "200"))), 400).withProducers(ProducersVocabulary.IDEMPOTENT_PRODUCER, PRODUCER);

    private static final int NEAR_THE_END = Integer.MAX_VALUE - 2;

    private Idempotence() { }

    static List<ClusterScenario> all() {
        return List.of(
                ClusterScenario.accepted("lost-answer", "A7", "an answer is lost, the batch is repeated, and is there once", THREE, Idempotence::loseAnswer),
                ClusterScenario.accepted("duplicate-waits-too", "A7", "a batch is repeated before it is committed; the repetition waits like the first", THREE,
                        Idempotence::waitTwice),
                ClusterScenario.accepted("waits-for-a-lost-batch", "A7", "a leader loses its role and the batch that a producer waits for twice, and leads again: another's is there now",
                        THREE, Idempotence::waitForLost),
                ClusterScenario.accepted("snapshots-are-cut", "A7", "a leader comes back with snapshots of what only it had; they go with the end of its log",
                        THREE.withBroker(ONE.broker()), Idempotence::cutSnapshots),
                ClusterScenario.accepted("leader-change-before-retry", "A7", "the leader dies with its answer; its successor knows the batch again", THREE,
                        Idempotence::changeLeader),
                ClusterScenario.accepted("leader-moves-away", "A7", "the partition moves from its leader while an answer is lost, and back: with the log the leader deletes what it knew of producers",
                        THREE.withBroker(ONE.broker()), Idempotence::moveLeader),
                ClusterScenario.accepted("reordered-without-idempotence", "A6", "the first of two batches in flight is refused, the second is not",
                        TWO_IN_SYNC.withProducers(ProducersVocabulary.PLAIN_PRODUCER, PRODUCER), Idempotence::reorder),
                ClusterScenario.accepted("order-with-idempotence", "A6", "the same: the second batch waits for the first",
                        TWO_IN_SYNC.withProducers(ProducersVocabulary.IDEMPOTENT_PRODUCER, PRODUCER), Idempotence::keepOrder),
                ClusterScenario.accepted("restart-from-snapshot", "A7", "a leader that starts again knows the last batch from its snapshot", ONE,
                        Idempotence::restart),
                ClusterScenario.accepted("snapshot-forgets-earlier-batches", "A7", "of two batches in doubt it does not know the first; the producer gives up, and duplicates nothing",
                        ONE, Idempotence::forgetEarlier),
                ClusterScenario.accepted("lost-snapshots", "A7", "a power loss takes log and snapshots; what is fetched again tells of the producer", THREE,
                        Idempotence::loseSnapshots),
                ClusterScenario.accepted("without-idempotence-beside", "A7", "another producer writes in between without numbers: its batch is there twice, and nobody else's is",
                        THREE, Idempotence::writeBeside),
                ClusterScenario.accepted("late-request-of-an-old-epoch", "A7", "a request that was given up arrives after a new epoch has begun", THREE,
                        Idempotence::arriveLate),
                ClusterScenario.accepted("forgotten-producer", "A7", "brokers forget a producer that was silent for long; it goes on with any sequence",
                        THREE.withBroker(BrokerConfig.DEFAULT.withProducerExpiration(500, 200)), Idempotence::forget),
                ClusterScenario.accepted("sequence-wraps-around", "A7", "after the largest sequence comes 0, also within a batch, a retry and a snapshot",
                        ONE.withProducersFrom(NEAR_THE_END, ProducersVocabulary.IDEMPOTENT_PRODUCER, PRODUCER), Idempotence::wrapAround));
    }

    /** The leader, with one batch of the producer acknowledged, so that more may be in flight. */
    private static ProducerNode begin(Stage stage, ProducerConfig config) {
        stage.awaitLeader(X, 0);
        ProducerNode producer = stage.producer(PRODUCER, config);
        stage.send(producer, "M0");
        stage.await("M0 is acknowledged", producer::isIdle);
        return producer;
    }

    /** The same with another batch acknowledged, and one that is committed, to which the answer is lost. */
    private static ProducerNode beginAndLoseAnswer(SimulatedCluster cluster, Stage stage) {
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        stage.send(producer, "M1");
        stage.await("M1 is acknowledged", producer::isIdle);
        cluster.network().cutOneWay(X, PRODUCER);
        stage.send(producer, "M2");
        stage.awaitHighWatermark(X, 3);
        return producer;
    }

    private static void loseAnswer(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        cluster.network().cutOneWay(X, PRODUCER);
        stage.send(producer, "M1");
        stage.awaitHighWatermark(X, 2);
        cluster.runFor(50);
        stage.tell("M1 is committed, and its answer lost");
        cluster.network().heal();
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1");
        stage.awaitReadable(X, "M0", "M1");
        stage.tell("the producer repeated M1, was told the offset that it has, and it is there once: " + stage.records(X));
    }

    private static void waitTwice(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent().withTimeouts(150, 30_000, 30_000));
        cluster.network().cut(X, Y);
        cluster.network().cut(X, Z);
        stage.send(producer, "M1");
        cluster.runFor(400);
        stage.require(!producer.isIdle(), "M1 is not acknowledged, though it was sent twice");
        stage.tell("M1 was sent twice, is in the log of X once, and neither is answered");
        cluster.network().heal();
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1");
        stage.awaitReadable(X, "M0", "M1");
    }

    private static void waitForLost(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent().withTimeouts(10_000, 30_000, 30_000));
        ProducerNode other = stage.producer("other", ProducerConfig.of(Acks.ALL));
        for (String broker : List.of(Y, Z)) {
            stage.awaitLog(broker, "M0");
            cluster.network().cut(X, broker);
            cluster.network().cut(PRODUCER, broker);
        }
        cluster.network().cut(X, SimulatedCluster.CONTROLLER);
        stage.send(producer, "M1");
        stage.awaitLog(X, "M0", "M1");
        cluster.network().cutOneWay(PRODUCER, X);
        stage.send(producer, "M2");
        cluster.runFor(30);
        cluster.network().healOneWay(PRODUCER, X);
        cluster.runFor(200);
        stage.tell("only X has M1; its producer lost the connection with M2, and waits twice for M1");
        stage.awaitLeader(Y, 1);
        stage.send(other, "P1");
        stage.awaitReadable(Y, "M0", "P1");
        for (String node : List.of(Y, Z, SimulatedCluster.CONTROLLER)) {
            cluster.network().heal(X, node);
        }
        stage.awaitIsr(X, Y, Z);
        cluster.electPreferredLeaders();
        stage.awaitLeader(X, 2);
        stage.tell("X leads again; where M1 was there is P1, and its producer was told that X leads no more");
        stage.await("M1 and M2 are acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "P1", "M1", "M2");
        stage.require(producer.reports().stream().map(DeliveryReport::offset).toList().equals(List.of(0L, 2L, 3L)), "each is acknowledged where it is");
    }

    private static void cutSnapshots(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        stage.awaitLog(Y, "M0");
        stage.awaitLog(Z, "M0");
        cluster.network().cut(X, Y);
        cluster.network().cut(X, Z);
        stage.send(producer, "M1", "M2", "M3");
        stage.awaitLog(X, "M0", "M1", "M2", "M3");
        cluster.crash(X);
        cluster.network().heal();
        stage.tell("X dies with three batches that nobody else has, and with snapshots that tell of them");
        stage.awaitLeader(Y, 1);
        cluster.restart(X);
        stage.await("all are acknowledged", producer::isIdle);
        stage.awaitLog(X, "M0", "M1", "M2", "M3");
        stage.requireAcknowledged(producer, "M0", "M1", "M2", "M3");
        stage.tell("X has cut its log and its snapshots, and has what Y has, each batch once: " + stage.records(X));
    }

    private static void changeLeader(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        cluster.network().cutOneWay(X, PRODUCER);
        stage.send(producer, "M1");
        stage.awaitLog(Y, "M0", "M1");
        stage.awaitLog(Z, "M0", "M1");
        cluster.crash(X);
        stage.tell("M1 is on every replica, and X dies before its producer hears of it");
        stage.awaitLeader(Y, 1);
        cluster.network().heal();
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1");
        stage.awaitReadable(Y, "M0", "M1");
        stage.tell("Y knows M1 again, from what it has fetched: " + stage.records(Y));
    }

    private static void moveLeader(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = beginAndLoseAnswer(cluster, stage);
        cluster.reassign(PARTITION, List.of(Y, Z));
        stage.awaitLog(X);
        stage.tell("the partition is on Y and Z; X, which led it, has deleted its log and its snapshots, and the answer to M2 is lost");
        cluster.network().heal();
        stage.await("M2 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1", "M2");
        cluster.reassign(PARTITION, List.of(X));
        stage.awaitLog(Y);
        stage.awaitReadable(X, "M0", "M1", "M2");
        stage.send(producer, "M3");
        stage.await("M3 is acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "M1", "M2", "M3");
        stage.tell("X leads again, and knows the producer from what it has fetched: " + stage.records(X));
    }

    /** The first of two batches reaches a leader whose ISR is too small; before the second arrives it has grown. */
    private static ProducerNode refuseTheFirst(SimulatedCluster cluster, Stage stage, ProducerConfig config) {
        ProducerNode producer = begin(stage, config);
        cluster.network().cut(X, Y);
        cluster.network().cut(X, Z);
        stage.awaitIsr(X);
        stage.await("X knows", () -> cluster.broker(X).state(PARTITION).leadership().isr().size() == 1);
        cluster.network().hold(X, PRODUCER);
        stage.send(producer, "M1");
        cluster.runFor(20);
        cluster.network().heal();
        stage.await("the ISR has grown", () -> cluster.broker(X).state(PARTITION).leadership().isr().size() >= 2);
        stage.tell("M1 was refused for want of in-sync replicas, which its producer has not heard; now there are enough, and it sends M2");
        stage.send(producer, "M2");
        cluster.runFor(20);
        cluster.network().release(X, PRODUCER);
        return producer;
    }

    private static void reorder(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = refuseTheFirst(cluster, stage, ProducerConfig.of(Acks.ALL));
        stage.await("all are acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "M2", "M1");
        stage.tell("M1 was repeated, and is behind M2: " + stage.records(X));
    }

    private static void keepOrder(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = refuseTheFirst(cluster, stage, ProducerConfig.idempotent());
        stage.await("all are acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "M1", "M2");
        stage.tell("M2 was refused as out of order, and both were repeated in order: " + stage.records(X));
    }

    /** X shuts down in peace, with a snapshot at the end of its log, and begins again with that. */
    private static void restartInPeace(SimulatedCluster cluster, Stage stage) {
        int epoch = stage.epoch(X);
        cluster.shutDown(X);
        stage.await("X has shut down", () -> !cluster.isUp(X));
        cluster.restart(X);
        stage.await("X leads again", () -> cluster.broker(X).state(PARTITION).isLeader() && stage.epoch(X) > epoch);
    }

    private static void restart(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = beginAndLoseAnswer(cluster, stage);
        restartInPeace(cluster, stage);
        stage.tell("X has begun again, from a snapshot that ends with M2");
        cluster.network().heal();
        stage.await("M2 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1", "M2");
        stage.awaitReadable(X, "M0", "M1", "M2");
    }

    private static void forgetEarlier(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        cluster.network().cutOneWay(X, PRODUCER);
        stage.send(producer, "M1", "M2");
        stage.awaitHighWatermark(X, 3);
        restartInPeace(cluster, stage);
        stage.tell("X knows M2 from its snapshot, and M1 not any more");
        cluster.network().heal();
        stage.await("both are reported", producer::isIdle);
        stage.require(producer.reports().stream().filter(report -> !report.isAcknowledged()).count() == 2, "what is in doubt is given up, not repeated under new numbers");
        stage.send(producer, "M3");
        stage.await("M3 is acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "M1", "M2", "M3");
        stage.tell("M1 and M2 were reported as failed, and are there once; a new epoch has begun with M3");
    }

    private static void loseSnapshots(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        cluster.losePower(Y);
        cluster.network().cutOneWay(X, PRODUCER);
        stage.send(producer, "M1");
        stage.awaitFenced(Y);
        cluster.restart(Y);
        stage.tell("Y lost its power, and has " + stage.records(Y));
        stage.awaitLog(Y, "M0", "M1");
        stage.awaitIsr(X, Y, Z);
        cluster.crash(X);
        stage.await("another leads", () -> stage.leader().filter(leader -> !leader.equals(X)).isPresent());
        cluster.network().heal();
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1");
        stage.awaitLog(Y, "M0", "M1");
        stage.awaitLog(Z, "M0", "M1");
    }

    private static void writeBeside(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent());
        ProducerNode plain = stage.producer("plain", ProducerConfig.of(Acks.ALL));
        stage.send(plain, "P1");
        stage.await("P1 is acknowledged", plain::isIdle);
        cluster.network().cutOneWay(X, PRODUCER);
        cluster.network().cutOneWay(X, "plain");
        stage.send(plain, "P2");
        stage.send(producer, "M1");
        stage.awaitHighWatermark(X, 4);
        cluster.runFor(50);
        cluster.network().heal();
        stage.await("all are acknowledged", () -> producer.isIdle() && plain.isIdle());
        stage.require(stage.records(X).stream().filter("M1"::equals).count() == 1, "M1 is there once");
        stage.require(stage.records(X).stream().filter("P2"::equals).count() == 2, "P2 is there twice");
        stage.tell("both answers were lost, and both batches repeated: " + stage.records(X));
    }

    private static void arriveLate(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent().withTimeouts(200, 400, 30_000));
        cluster.network().hold(PRODUCER, X);
        stage.send(producer, "M1");
        stage.await("M1 is given up", producer::isIdle);
        cluster.network().letPass(PRODUCER, X);
        stage.tell("M1 was given up; its requests are still on their way");
        stage.send(producer, "M2");
        stage.awaitReadable(X, "M0", "M2");
        cluster.network().deliverLate(PRODUCER, X);
        cluster.runFor(50);
        stage.awaitReadable(X, "M0", "M2");
        stage.tell("M2 began a new epoch, in which M1 has no place any more: " + stage.records(X));
    }

    private static void forget(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent().withSilence(300));
        stage.send(producer, "M1");
        stage.await("M1 is acknowledged", producer::isIdle);
        for (String broker : List.of(Y, Z)) {
            stage.awaitLog(broker, "M0", "M1");
        }
        cluster.runFor(800);
        stage.tell("the producer was silent for so long that all brokers have forgotten it");
        stage.send(producer, "M2", "M3");
        stage.await("both are acknowledged", producer::isIdle);
        stage.awaitReadable(X, "M0", "M1", "M2", "M3");
        stage.tell("M2 was taken though nobody knew what came before it; M3 waited until it was there");
    }

    private static void wrapAround(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = begin(stage, ProducerConfig.idempotent().withFirstSequence(NEAR_THE_END).withTimeouts(200, 30_000, 30_000));
        cluster.network().cutOneWay(X, PRODUCER);
        producer.send(cluster.nowMs(), PARTITION, List.of("M1", "M2", "M3"));
        stage.awaitHighWatermark(X, 4);
        cluster.runFor(50);
        stage.tell("M1, M2 and M3 are one batch, with the sequences 2^31 - 2, 2^31 - 1 and 0; its answer is lost");
        restartInPeace(cluster, stage);
        cluster.network().heal();
        stage.await("the batch is acknowledged", producer::isIdle);
        stage.tell("X has begun again from a snapshot, and knew the batch when it was repeated");
        stage.send(producer, "M4", "M5");
        stage.await("all are acknowledged", producer::isIdle);
        stage.requireAcknowledged(producer, "M0", "M1", "M2", "M3", "M4", "M5");
        stage.awaitLog(X, "M0", "M1", "M2", "M3", "M4", "M5");
        stage.tell("M4 has the sequence 1: " + stage.records(X));
    }
}
