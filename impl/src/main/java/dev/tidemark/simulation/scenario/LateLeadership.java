package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.SimulatedCluster.CONTROLLER;
import static dev.tidemark.simulation.scenario.Stage.X;
import static dev.tidemark.simulation.scenario.Stage.Y;
import static dev.tidemark.simulation.scenario.Stage.Z;

import dev.tidemark.core.Acks;
import dev.tidemark.core.TruncateByCommonEpoch;
import dev.tidemark.core.UnfencedReplication;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/**
 * Why a fetch names the epoch that the follower is in. X leads, then Y, then X again; Z hears of none of that, fetches from X
 * as ever, and X commits M1. Then Z learns, late, that Y leads; Y believes so too, and does not know M1's epoch. Z cuts what
 * is committed, and is elected.
 */
final class LateLeadership {
    private LateLeadership() { }

    static ClusterScenario withoutEpochs() {
        return Stage.refuted("late-leadership-loses-data", "KIP-279: Z hears late that Y leads, asks it where to cut, and cuts a committed record",
                new TruncateByCommonEpoch(), LateLeadership::play);
    }

    static ClusterScenario withComparedLogs() {
        return Stage.refuted("unfenced-fetch-loses-data", "the first try of KIP-320: the same, though every fetch compares the logs",
                new UnfencedReplication(), LateLeadership::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        stage.await("Z follows X", () -> stage.epoch(Z) == 0);
        leadershipPassesToYAndBack(cluster, stage);
        stage.send(producer, "M1");
        stage.awaitHighWatermark(X, 1);
        cluster.network().cut(X, Z);
        stage.await("M1 is acknowledged", producer::isIdle);
        stage.require(stage.epoch(Z) == 0, "Z knows of epoch 0 only");
        stage.tell("Z has fetched M1 as if X had led all the time, and X has committed it; Z does not know that yet");
        zLearnsThatYLeads(cluster, stage);
        cluster.crash(X);
        cluster.network().heal();
        stage.awaitLeader(Z, 3);
        stage.send(producer, "M2");
        stage.awaitReadable(Z, "M2");
        stage.tell("M1 was acknowledged with acks=all, and where it was a consumer now reads M2");
    }

    private static void leadershipPassesToYAndBack(SimulatedCluster cluster, Stage stage) {
        cluster.network().hold(CONTROLLER, Z);
        cluster.network().cut(X, CONTROLLER);
        stage.awaitLeader(Y, 1);
        cluster.runFor(10);
        cluster.network().cutOneWay(CONTROLLER, Z);
        stage.tell("what the controller told Z of it is still on its way, and whatever it tells Z from now on is lost");
        cluster.network().heal(X, CONTROLLER);
        stage.awaitIsr(X, Y, Z);
        cluster.network().cut(Y, CONTROLLER);
        stage.awaitLeader(X, 2);
    }

    private static void zLearnsThatYLeads(SimulatedCluster cluster, Stage stage) {
        cluster.network().cutOneWay(Z, CONTROLLER);
        cluster.runFor(10);
        cluster.network().healOneWay(CONTROLLER, Z);
        cluster.network().release(CONTROLLER, Z);
        stage.await("Z learns of epoch 1", () -> stage.epoch(Z) == 1);
        stage.awaitLog(Z);
        stage.tell("now Z learns that Y leads; Y believes so too and does not know M1's epoch: Z has cut its log, and has " + stage.records(Z));
    }
}
