package dev.tidemark.simulation.scenario;

import static dev.tidemark.simulation.scenario.Stage.PARTITION;
import static dev.tidemark.simulation.scenario.Stage.PLAN;
import static dev.tidemark.simulation.scenario.Stage.X;

import dev.tidemark.core.Acks;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.SimulatedCluster;
import java.util.function.Consumer;

/** A fetch that asks for more than there is waits at the leader: until there is enough, or {@code fetch.max.wait.ms} has passed. */
final class DelayedFetch {
    /** Of one record of two bytes in a batch of its own, as it is in the log. */
    private static final int BATCH_BYTES = 70;
    private static final int MAX_WAIT_MS = 400;

    private DelayedFetch() { }

    static ClusterScenario scenario() {
        return ClusterScenario.accepted("fetch-waits-for-enough", "D1", "fetch.min.bytes of two batches: the first is handed out with the second, a third after a while",
                PLAN, DelayedFetch::play);
    }

    private static void play(SimulatedCluster cluster, Consumer<String> narrator) {
        Stage stage = new Stage(cluster, narrator);
        ProducerNode producer = stage.producer("producer", Acks.ALL);
        stage.awaitLeader(X, 0);
        ConsumerNode consumer = stage.consumer("consumer", ConsumerConfig.DEFAULT.with(Reset.EARLIEST).withFetch(2 * BATCH_BYTES, MAX_WAIT_MS));
        cluster.runFor(100);
        long requests = consumer.requests();
        cluster.runFor(2 * MAX_WAIT_MS);
        stage.require(consumer.requests() - requests <= 3, "an idle consumer asks once in fetch.max.wait.ms");
        stage.tell("nothing to read: " + (consumer.requests() - requests) + " requests in " + 2 * MAX_WAIT_MS + " ms");
        requests = consumer.requests();
        stage.await("a fetch begins to wait", new WaitForRequest(consumer, requests));
        stage.send(producer, "M1");
        stage.awaitReadable(X, "M1");
        stage.require(consumer.records(PARTITION).isEmpty(), "M1 is not enough");
        stage.send(producer, "M2");
        stage.awaitReadable(X, "M1", "M2");
        long sinceMs = cluster.nowMs();
        stage.awaitRead(consumer, "M1", "M2");
        stage.require(cluster.nowMs() - sinceMs < 50, "with M2 it is answered at once");
        stage.tell("M1 waited at X; both were handed out when M2 was committed");
        stage.send(producer, "M3");
        stage.awaitReadable(X, "M1", "M2", "M3");
        sinceMs = cluster.nowMs();
        stage.awaitRead(consumer, "M1", "M2", "M3");
        stage.require(cluster.nowMs() - sinceMs > MAX_WAIT_MS / 2, "M3 alone waits for fetch.max.wait.ms");
        stage.tell("M3 alone was handed out after " + (cluster.nowMs() - sinceMs) + " ms");
    }

    /** Whether a consumer has sent another request. */
    private record WaitForRequest(ConsumerNode consumer, long requests) implements Stage.Expectation {
        @Override
        public boolean holds() {
            return consumer.requests() > requests;
        }
    }
}
