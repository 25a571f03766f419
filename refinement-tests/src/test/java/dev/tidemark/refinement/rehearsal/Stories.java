package dev.tidemark.refinement.rehearsal;

import static dev.tidemark.refinement.rehearsal.Scene.PARTITION;
import static dev.tidemark.refinement.rehearsal.Scene.X;
import static dev.tidemark.refinement.rehearsal.Scene.Y;
import static dev.tidemark.refinement.rehearsal.Scene.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.SimulatedCluster;
import dev.tidemark.storage.StorageException;
import java.util.List;

/** Stories that lead where a bug shows and a scenario does not go. */
final class Stories {
    private static final List<Scenario> ALL = List.of(
            story("small-fetches", "Z catches up one batch a fetch, far below the leader's high watermark", Scene.SMALL_FETCHES,
                    List.of(X, Y, Z), Stories::smallFetches),
            story("late-fetch", "a fetch of Z arrives after Z has restarted and fetched again", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::lateFetch),
            story("late-proposal", "Z restarts while the proposal to take it back is on its way", BrokerConfig.DEFAULT, List.of(X, Z), Stories::lateProposal),
            story("lagging-heir", "X dies when Y, the next in preference, is out of sync", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::laggingHeir),
            story("deposed-leader", "X is deposed while a producer waits for it", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::deposedLeader),
            story("flushed-tail", "X dies with a flushed record that nobody else has", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::flushedTail),
            story("leader-hears-last", "Z learns of the epoch that X leads before X does", BrokerConfig.DEFAULT, List.of(X, Z), Stories::leaderHearsLast));

    private Stories() { }

    private static Scenario story(String name, String summary, BrokerConfig config, List<String> brokers, Scene.Act act) {
        return Scene.story(name, summary, config, brokers, act);
    }

    static Scenario named(String name) {
        return ALL.stream().filter(story -> story.name().equals(name)).findFirst().orElseThrow();
    }

    private static void smallFetches(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Z);
        scene.send(producer, "M1", "M2", "M3", "M4");
        scene.awaitIsr(X, Y);
        scene.awaitHighWatermark(X, 4);
        cluster.network().heal();
        scene.awaitIsr(X, Y, Z);
    }

    private static void lateFetch(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        scene.send(producer, "M1");
        scene.awaitHighWatermark(Z, 1);
        scene.slowDown();
        cluster.runFor(150);
        scene.speedUp();
        cluster.crash(Z);
        scene.awaitFenced(Z);
        cluster.restart(Z);
        scene.awaitIsr(X, Y, Z);
        cluster.runFor(3_000);
    }

    /** Without the proposal's member, M2 would be committed by X alone. */
    private static void lateProposal(SimulatedCluster cluster, Scene scene) throws StorageException {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Z);
        scene.send(producer, "M1");
        scene.awaitIsr(X);
        scene.awaitHighWatermark(X, 1);
        cluster.network().heal();
        scene.awaitHighWatermark(Z, 1);
        scene.step();
        scene.slowDown();
        cluster.runUntil(() -> scene.at(X).leadership().proposal().isPresent(), 100, "X proposes to take Z back");
        scene.speedUp();
        cluster.crash(Z);
        scene.send(producer, "M2");
        scene.awaitFenced(Z);
        cluster.restart(Z);
        scene.awaitUnfenced(Z);
        cluster.runFor(3_000);
    }

    private static void laggingHeir(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Y);
        scene.send(producer, "M1");
        scene.awaitIsr(X, Z);
        scene.awaitHighWatermark(X, 1);
        cluster.crash(X);
        scene.awaitFenced(X);
        scene.awaitLeader(Z, 1);
    }

    private static void deposedLeader(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        for (String other : List.of(Y, Z, SimulatedCluster.CONTROLLER)) {
            cluster.network().cut(X, other);
        }
        scene.send(producer, "M1");
        scene.awaitFenced(X);
        scene.awaitLeader(Y, 1);
        cluster.network().heal();
        scene.awaitIsr(X, Y, Z);
    }

    private static void flushedTail(SimulatedCluster cluster, Scene scene) throws StorageException {
        ProducerNode producer = scene.producer(Acks.LEADER);
        scene.awaitLeader(X, 0);
        scene.send(producer, "M1");
        scene.awaitHighWatermark(Z, 1);
        cluster.network().cut(X, Y);
        cluster.network().cut(X, Z);
        scene.send(producer, "M2");
        cluster.runFor(50);
        cluster.broker(X).flush(cluster.nowMs(), PARTITION);
        cluster.crash(X);
        cluster.network().heal();
        scene.awaitLeader(Y, 1);
        cluster.restart(X);
        scene.awaitIsr(X, Y, Z);
    }

    private static void leaderHearsLast(SimulatedCluster cluster, Scene scene) {
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Z);
        scene.awaitIsr(X);
        cluster.network().cut(X, SimulatedCluster.CONTROLLER);
        scene.awaitFenced(X);
        cluster.network().heal(X, SimulatedCluster.CONTROLLER);
        cluster.network().cutOneWay(SimulatedCluster.CONTROLLER, X);
        cluster.runUntil(() -> scene.at(Z).role().leaderEpoch() == 2, 1_000, "Z knows of epoch 2");
        cluster.network().heal(X, Z);
        cluster.runFor(200);
        cluster.network().heal();
        scene.awaitIsr(X, Z);
    }
}
