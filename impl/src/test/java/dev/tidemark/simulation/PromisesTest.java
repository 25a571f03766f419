package dev.tidemark.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.core.Acks;
import dev.tidemark.core.FencedReplication;
import dev.tidemark.core.PartitionVersion;
import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check of promises sees each kind of broken one: here what was read is falsified, not the cluster. */
final class PromisesTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final ProducerConfig IN_ORDER = ProducerConfig.of(Acks.ALL).withMaxInFlight(1);

    @TempDir
    private Path data;
    private SimulatedCluster cluster;
    private Client client;
    private List<String> read;

    @BeforeEach
    void threeRecordsAreAcknowledgedAndRead() throws StorageException {
        cluster = new SimulatedCluster(new ClusterPlan(List.of("b1"), List.of(PARTITION), 1, new FencedReplication(), BrokerConfig.DEFAULT, 400), data, 1,
                event -> { });
        ConsumerNode consumer = cluster.addConsumer("consumer", ConsumerConfig.DEFAULT.with(Reset.EARLIEST));
        consumer.assign(0, List.of(PARTITION));
        client = new Client(cluster.addProducer("producer", IN_ORDER), IN_ORDER);
        List.of("M1", "M2", "M3").forEach(text -> client.send(cluster.nowMs(), PARTITION, List.of(text)));
        cluster.runUntil(() -> consumer.records(PARTITION).size() == 3 && client.producer().isIdle(), 5_000, "all is read and reported");
        read = new ArrayList<>(consumer.records(PARTITION).stream().map(record -> record.record().text()).toList());
    }

    private List<String> complaints(Client sender) {
        return complaints(sender, cluster.decided(PARTITION).metadataLog());
    }

    private List<String> complaints(Client sender, List<PartitionVersion> versions) {
        return new Promises(sender, new TreeMap<>(Map.of(PARTITION, new PartitionEnd(read, versions)))).complaints();
    }

    @Test
    void theTruthIsNotComplainedOf() {
        assertThat(complaints(client)).isEmpty();
    }

    @Test
    void whatWasAcknowledgedMustBeThere() {
        read.remove(2);
        assertThat(complaints(client)).singleElement().asString().contains("M3 was acknowledged with acks=all and is not there");
    }

    @Test
    void whatWasAcknowledgedMustBeWhereItsProducerWasTold() {
        read.set(0, "M2");
        read.set(1, "M1");
        assertThat(complaints(client)).anySatisfy(complaint -> assertThat(complaint).contains("at offset 0: M1 was acknowledged"));
    }

    @Test
    void aLossExcusesOnlyPromisesThatWereMadeBefore() {
        read.remove(2);
        PartitionVersion promised = cluster.decided(PARTITION).current();
        assertThat(complaints(client, List.of(promised, lossy(promised.leaderEpoch() + 1)))).as("the loss came later").isEmpty();
        assertThat(complaints(client, List.of(lossy(promised.leaderEpoch())))).as("the leader knew of it").singleElement().asString()
                .contains("M3 was acknowledged");
    }

    private PartitionVersion lossy(int leaderEpoch) {
        PartitionVersion before = cluster.decided(PARTITION).current();
        return new PartitionVersion(before.leader(), leaderEpoch, before.isr(), before.elr(), before.lastKnownLeader(), LeaderRecovery.RECOVERING,
                before.losses() + 1, before.replicas(), before.adding(), before.removing());
    }

    @Test
    void aSecondCopyIsAllowedToAtLeastOnceOnly() {
        read.add("M1");
        assertThat(complaints(client)).as("of a producer that retries").isEmpty();
        Client once = new Client(client.producer(), ProducerConfig.idempotent(), client.sent());
        assertThat(complaints(once)).as("of one that is idempotent").singleElement().asString().contains("EXACTLY_ONCE");
        Client atMostOnce = new Client(client.producer(), IN_ORDER.withRetries(0), client.sent());
        assertThat(complaints(atMostOnce)).as("of one without retries").singleElement().asString().contains("AT_MOST_ONCE");
    }

    @Test
    void orderIsHeldAgainstTheSending() {
        Map<String, Client.Sent> backwards = new TreeMap<>();
        List<String> texts = new ArrayList<>(List.of("M1", "M2", "M3"));
        Collections.reverse(texts);
        texts.forEach(text -> backwards.put(text, new Client.Sent(backwards.size(), Optional.of(PARTITION))));
        assertThat(complaints(new Client(client.producer(), IN_ORDER, backwards))).as("as if M3 had been sent first").hasSize(2)
                .allSatisfy(complaint -> assertThat(complaint).contains("and what was sent before it at"));
        assertThat(complaints(new Client(client.producer(), ProducerConfig.of(Acks.ALL), backwards))).as("with five in flight").isEmpty();
    }
}
