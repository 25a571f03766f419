package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.LogDirectories.Owner;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Record;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with several {@code log.dirs}. */
final class LogDirectoriesTest {
    private static final Owner OWNER = new Owner("qmBLkFLNRQemCTwIZ1CjpA", 3);
    private static final Uuid TOPIC = Uuid.random(new SplittableRandom(7));
    private static final List<TopicPartition> PARTITIONS = List.of(partition(0), partition(1), partition(2), partition(3));

    @TempDir
    private Path root;
    private final Map<String, SimulatedDisk> disks = new TreeMap<>();

    private static TopicPartition partition(int number) {
        return new TopicPartition("orders", number);
    }

    @BeforeEach
    void plugIn() throws Exception {
        for (String name : List.of("d1", "d2")) {
            disks.put(name, new SimulatedDisk(Files.createDirectory(root.resolve(name))));
        }
    }

    private LogDirectories start(Owner owner) throws StorageException {
        return LogDirectories.open(new TreeMap<String, Disk>(disks), owner, LogDirectoryConfig.DEFAULT, new SplittableRandom(1), 0);
    }

    private LogDirectories withFourPartitions() throws StorageException {
        LogDirectories directories = start(OWNER);
        for (TopicPartition partition : PARTITIONS) {
            directories.open(partition, TOPIC, LogConfig.DEFAULT).append(List.of(Record.ofValue("of " + partition)), 0, 0);
        }
        return directories;
    }

    private List<TopicPartition> partitionsIn(String name) {
        return PARTITIONS.stream().filter(partition -> Files.exists(root.resolve(name).resolve(partition.directory()))).toList();
    }

    @Test
    void partitionsAreSpreadAndFoundAgainWhereTheyAre() throws Exception {
        withFourPartitions().shutDown(24);
        assertThat(partitionsIn("d1")).containsExactly(partition(0), partition(2));
        assertThat(partitionsIn("d2")).containsExactly(partition(1), partition(3));

        LogDirectories again = start(OWNER);
        assertThat(again.cleanShutdown()).contains(24L);
        for (TopicPartition partition : PARTITIONS) {
            assertThat(again.open(partition, TOPIC, LogConfig.DEFAULT).reader().records(0)).hasSize(1);
        }
        assertThat(partitionsIn("d1")).hasSize(2);
        assertThat(again.open(partition(4), TOPIC, LogConfig.DEFAULT).logEndOffset()).isZero();
    }

    @Test
    void oneThatFailsGoesOfflineAndTheOthersGoOn() throws Exception {
        LogDirectories directories = withFourPartitions();
        disks.get("d1").failNext(DiskFault.FAILED_SYNC, new SplittableRandom(2));
        assertThatThrownBy(() -> directories.of(partition(0)).log(partition(0)).flush()).isInstanceOf(StorageException.class);

        assertThat(directories.offline()).containsOnlyKeys("d1");
        assertThatThrownBy(() -> directories.of(partition(2)).log(partition(2)).append(List.of(Record.ofValue("refused")), 0, 0))
                .isInstanceOf(StorageException.class).hasMessageContaining("offline");
        directories.of(partition(1)).log(partition(1)).append(List.of(Record.ofValue("goes on")), 0, 0);
        directories.tick(1_000_000);
        assertThat(directories.create(partition(4), TOPIC, LogConfig.DEFAULT)).isSameAs(directories.of(partition(4)).log(partition(4)));
        assertThat(root.resolve("d2").resolve("orders-4")).isDirectory();
        assertThatThrownBy(() -> directories.open(partition(5), TOPIC, LogConfig.DEFAULT))
                .isInstanceOf(StorageException.class).hasMessageContaining("orders-5: may be in a log directory that is offline: d1");

        directories.shutDown(25);
        assertThat(start(OWNER).cleanShutdown()).as("d1 was not shut down in peace").isEmpty();
    }

    @Test
    void withoutAnyTheBrokerCannotGoOn() throws Exception {
        LogDirectories directories = withFourPartitions();
        for (TopicPartition partition : List.of(partition(0), partition(1))) {
            disks.get(partition.partition() == 0 ? "d1" : "d2").failNext(DiskFault.FAILED_WRITE, new SplittableRandom(3));
            assertThatThrownBy(() -> directories.of(partition).log(partition).append(List.of(Record.ofValue("x")), 0, 0)).isInstanceOf(StorageException.class);
        }
        assertThatThrownBy(() -> directories.tick(1)).isInstanceOf(StorageException.class).hasMessageStartingWith("no log directory is online; d1: ");
    }

    @Test
    void oneThatCannotBeReadIsOfflineFromTheStart() throws Exception {
        withFourPartitions().shutDown(24);
        Files.writeString(root.resolve("d2").resolve("meta.properties"), "version=1\n");
        LogDirectories directories = start(OWNER);
        assertThat(directories.offline()).containsOnlyKeys("d2");
        assertThat(directories.cleanShutdown()).isEmpty();
        assertThat(directories.open(partition(0), TOPIC, LogConfig.DEFAULT).logEndOffset()).isEqualTo(1);
        assertThatThrownBy(() -> directories.open(partition(1), TOPIC, LogConfig.DEFAULT)).hasMessageContaining("offline: d2");
    }

    @Test
    void anotherOwnersAreNotServed() throws Exception {
        withFourPartitions().shutDown(24);
        assertThatThrownBy(() -> start(new Owner(OWNER.clusterId(), 4))).isInstanceOf(StorageException.class)
                .hasMessage("d1/meta.properties: cluster.id=qmBLkFLNRQemCTwIZ1CjpA, node.id=3, where cluster.id=qmBLkFLNRQemCTwIZ1CjpA, node.id=4 was expected");
        assertThatThrownBy(() -> start(new Owner("another", 3))).hasMessageContaining("cluster.id=another");
    }

    @Test
    void copiesAreNotServed() throws Exception {
        withFourPartitions().shutDown(24);
        Path d1 = root.resolve("d1").resolve("meta.properties");
        Path d2 = root.resolve("d2").resolve("meta.properties");
        byte[] own = Files.readAllBytes(d2);
        Files.copy(d1, d2, StandardCopyOption.REPLACE_EXISTING);
        assertThatThrownBy(() -> start(OWNER)).hasMessageStartingWith("d2: has the directory.id of d1");
        Files.write(d2, own);
        Files.createDirectory(root.resolve("d2").resolve("orders-0"));
        assertThatThrownBy(() -> start(OWNER)).hasMessage("orders-0: is in d1 and in d2; remove the one that is not to be served");
    }

    @Test
    void aTopicOfTheSameNameIsAnother() throws Exception {
        withFourPartitions().shutDown(24);
        Uuid other = Uuid.random(new SplittableRandom(8));
        LogDirectories directories = start(OWNER);
        assertThatThrownBy(() -> directories.open(partition(0), other, LogConfig.DEFAULT))
                .hasMessage("d1/orders-0: is of the topic " + TOPIC + ", where " + other + " was expected");
        assertThat(Optional.of(directories.open(partition(0), TOPIC, LogConfig.DEFAULT).logEndOffset())).contains(1L);
    }
}
