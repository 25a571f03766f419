package dev.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.core.Replication;
import dev.tidemark.core.TruncateToHighWatermark;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.storage.TopicPartition;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check from outside finds what a bad protocol loses, and nothing where a good one runs: it needs no spec for that. */
final class ClientsLoseNothingTest {
    private static final int SEEDS = 12;
    /** One record a batch: replicas that have diverged could not even exchange larger ones. */
    private static final ClusterWorkload BUSY = new ClusterWorkload("busy", "three producers that hardly pause",
            Collections.nCopies(3, ProducerConfig.of(Acks.ALL).withBatching(0, 0, 1 << 25)), 25, 2, ClusterWorkload.Routing.PARTITION);

    @TempDir
    private Path data;

    @Test
    void theFirstProtocolLosesWhatItHadAcknowledged() throws IOException {
        assertThat(complaints(new TruncateToHighWatermark())).as("complaints in %d runs", SEEDS)
                .anySatisfy(complaint -> assertThat(complaint).contains("was acknowledged with acks=all and is not there"));
    }

    @Test
    void theProtocolOfTodayLosesNothingAndHeals() throws IOException {
        assertThat(complaints(new FencedReplication())).as("complaints in %d runs", SEEDS).isEmpty();
    }

    private List<String> complaints(Replication protocol) throws IOException {
        List<String> complaints = new ArrayList<>();
        ClusterPlan plan = new ClusterPlan(List.of("b1", "b2", "b3"), List.of(new TopicPartition("orders", 0)), 1, protocol, BrokerConfig.DEFAULT, 400);
        for (int seed = 1; seed <= SEEDS; seed++) {
            Run run = BUSY.under("leaders", seed, 1_000);
            complaints.addAll(Simulation.run(run, BUSY, plan, data.resolve(protocol.spec() + "-" + seed), OutputStream.nullOutputStream()).complaints());
        }
        return complaints;
    }
}
