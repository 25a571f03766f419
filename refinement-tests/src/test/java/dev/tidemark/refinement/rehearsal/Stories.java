package dev.tidemark.refinement.rehearsal;

import static dev.tidemark.refinement.rehearsal.Scene.PARTITION;
import static dev.tidemark.refinement.rehearsal.Scene.W;
import static dev.tidemark.refinement.rehearsal.Scene.X;
import static dev.tidemark.refinement.rehearsal.Scene.Y;
import static dev.tidemark.refinement.rehearsal.Scene.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/** Stories that lead where a bug shows and a scenario does not go. */
final class Stories {
    private static final List<ClusterScenario> ALL = List.of(
            story("small-fetches", "Z catches up one batch a fetch, far below the leader's high watermark", Scene.SMALL_FETCHES,
                    List.of(X, Y, Z), Stories::smallFetches),
            story("late-fetch", "a fetch of Z arrives after Z has restarted and fetched again", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::lateFetch),
            story("late-proposal", "Z restarts while the proposal to take it back is on its way", BrokerConfig.DEFAULT, List.of(X, Z), Stories::lateProposal),
            story("stale-proposal", "Z is fenced while X's proposal to let it go is on its way", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::staleProposal),
            story("lagging-heir", "X dies when Y, the next in preference, is out of sync", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::laggingHeir),
            story("deposed-leader", "X is deposed while a producer waits for it", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::deposedLeader),
            story("flushed-tail", "X dies with a flushed record that nobody else has", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::flushedTail),
            story("leader-hears-last", "Z learns of the epoch that X leads before X does", BrokerConfig.DEFAULT, List.of(X, Z), Stories::leaderHearsLast),
            story("late-answer", "an answer of X arrives when Z follows Y already", BrokerConfig.DEFAULT, List.of(X, Y, Z), Stories::lateAnswer),
            story("checkpoint-above-log", "X loses power with a checkpointed high watermark and nothing flushed", BrokerConfig.DEFAULT,
                    List.of(X, Y, Z), Stories::checkpointAboveLog),
            story("power-loss-after-flush", "X loses power with everything flushed and nothing checkpointed",
                    BrokerConfig.DEFAULT.withFlushInterval(20), List.of(X, Y, Z), Stories::powerLossAfterFlush),
            story("three-divergences", "the logs of X and W diverge in more than one epoch (KIP-279)", BrokerConfig.DEFAULT,
                    List.of(Z, Y, X, W), Stories::threeDivergences));

    private Stories() { }

    private static ClusterScenario story(String name, String summary, BrokerConfig config, List<String> brokers, Scene.Act act) {
        return Scene.story(name, summary, config, brokers, act);
    }

    static ClusterScenario named(String name) {
        return ALL.stream().filter(story -> story.name().equals(name)).findFirst().orElseThrow();
    }

    private static void smallFetches(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.ALL);
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Z);
        for (String record : List.of("M1", "M2", "M3", "M4")) {
            scene.send(producer, record); // a batch each
            cluster.runFor(50);
        }
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

    private static void staleProposal(SimulatedCluster cluster, Scene scene) {
        scene.awaitLeader(X, 0);
        cluster.network().cut(X, Z);
        cluster.runFor(500);
        cluster.crash(Z);
        cluster.runFor(200);
        scene.slowDown();
        cluster.runUntil(() -> scene.at(X).leadership().proposal().isPresent(), 300, "X proposes to let Z go");
        scene.speedUp();
        scene.awaitFenced(Z);
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

    private static void lateAnswer(SimulatedCluster cluster, Scene scene) {
        scene.awaitLeader(X, 0);
        scene.send(scene.producer(Acks.LEADER), "M1");
        scene.awaitHighWatermark(Z, 1);
        scene.step();
        scene.slowDown();
        cluster.runFor(50);
        scene.speedUp();
        cluster.network().cut(X, SimulatedCluster.CONTROLLER);
        scene.awaitLeader(Y, 1);
        cluster.network().heal();
        cluster.runFor(3_000);
    }

    private static void checkpointAboveLog(SimulatedCluster cluster, Scene scene) {
        scene.awaitLeader(X, 0);
        scene.send(scene.producer(Acks.ALL), "M1", "M2", "M3", "M4");
        scene.awaitHighWatermark(X, 4);
        cluster.runFor(600);
        cluster.losePower(X);
        scene.awaitLeader(Y, 1);
        cluster.restart(X);
        scene.awaitIsr(X, Y, Z);
    }

    private static void powerLossAfterFlush(SimulatedCluster cluster, Scene scene) {
        scene.awaitLeader(X, 0);
        scene.send(scene.producer(Acks.ALL), "M1", "M2", "M3", "M4");
        scene.awaitHighWatermark(X, 4);
        cluster.runFor(50);
        cluster.losePower(X);
        scene.awaitLeader(Y, 1);
        cluster.restart(X);
        scene.awaitIsr(X, Y, Z);
    }

    /** X gets M2 and M3 of epoch 0 and leads in epoch 2; W gets N1 of epoch 1 instead, and leads in epoch 3. */
    private static void threeDivergences(SimulatedCluster cluster, Scene scene) {
        ProducerNode producer = scene.producer(Acks.LEADER);
        firstEpochEndsWithXAhead(cluster, scene, producer);
        cluster.crash(Z);
        scene.awaitLeader(Y, 1);
        scene.send(producer, "N1");
        scene.awaitEndOffset(W, 2);
        cluster.network().cut(X, W);
        cluster.crash(Y);
        scene.awaitLeader(X, 2);
        scene.send(producer, "P1");
        scene.awaitEndOffset(X, 4);
        cluster.crash(X);
        scene.awaitLeader(W, 3);
        cluster.network().heal();
        List.of(X, Y, Z).forEach(cluster::restart);
        scene.awaitIsr(W, X, Y, Z);
    }

    private static void firstEpochEndsWithXAhead(SimulatedCluster cluster, Scene scene, ProducerNode producer) {
        scene.awaitLeader(Z, 0);
        scene.send(producer, "M1");
        List.of(X, Y, W).forEach(follower -> scene.awaitHighWatermark(follower, 1));
        cluster.network().cut(Z, Y);
        cluster.network().cut(Z, W);
        scene.send(producer, "M2", "M3");
        scene.awaitEndOffset(X, 3);
        cluster.network().cut(Y, X);
    }
}
