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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The check from outside finds what a bad protocol loses, and nothing where a good one runs: it needs no spec for that. */
final class ClientsLoseNothingTest {
    private static final int SEEDS = 12;
    /** One record a batch: replicas that have diverged could not even exchange larger ones. */
    private static final ClusterWorkload BUSY = new ClusterWorkload("busy", "three producers that hardly pause",
            Collections.nCopies(3, ProducerConfig.of(Acks.ALL).withBatching(0, 0, 1 << 25)), 25, 2, ClusterWorkload.Routing.PARTITION);

    @TempDir
    private Path data;

    /** Where brokers also shut down in peace, and so stay eligible: one that has crashed may not lead any more. */
    @Test
    void theFirstProtocolLosesWhatItHadAcknowledged() throws IOException {
        List<String> complaints = new ArrayList<>();
        for (int seed = 1; seed <= SEEDS && complaints.stream().noneMatch(ClientsLoseNothingTest::isLoss); seed++) {
            complaints.addAll(complaints(new TruncateToHighWatermark(), "everything", seed));
        }
        assertThat(complaints).as("complaints in up to %d runs", SEEDS).anyMatch(ClientsLoseNothingTest::isLoss);
    }

    private static boolean isLoss(String complaint) {
        return complaint.contains("was acknowledged with acks=all and is not there");
    }

    @ParameterizedTest
    @ValueSource(strings = {"everything", "leaders"})
    void theProtocolOfTodayLosesNothingAndHeals(String faults) throws IOException {
        for (int seed = 1; seed <= SEEDS / 2; seed++) {
            assertThat(complaints(new FencedReplication(), faults, seed)).as("complaints with seed %d", seed).isEmpty();
        }
    }

    private List<String> complaints(Replication protocol, String faults, long seed) throws IOException {
        ClusterPlan plan = new ClusterPlan(List.of("b1", "b2", "b3"), List.of(new TopicPartition("orders", 0)), 1, protocol, BrokerConfig.DEFAULT, 400);
        Path files = data.resolve(protocol.spec() + "-" + faults + "-" + seed);
        return Simulation.run(BUSY.under(faults, seed, 1_000), BUSY, plan, files, OutputStream.nullOutputStream()).complaints();
    }
}
