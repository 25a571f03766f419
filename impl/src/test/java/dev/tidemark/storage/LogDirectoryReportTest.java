package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryReportTest {
    private static final String FIRST = "orders-0/00000000000000000000.log";

    @TempDir
    Path root;

    private Disk disk;

    @BeforeEach
    void writeALogDirectory() throws Exception {
        disk = RealDisk.at(root);
        try (PartitionLog log = PartitionLog.open(disk, "orders-0", LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 400).with(LogConfig.INDEX_INTERVAL_BYTES, 100), 0)) {
            for (int i = 0; i < 12; i++) {
                log.append(List.of(Record.of("k", "value")), i / 6, i);
            }
            log.flush();
            Map<TopicPartition, Long> offsets = Map.of(new TopicPartition("orders", 0), log.recoveryPoint());
            new OffsetCheckpoint(disk, "", OffsetCheckpoint.RECOVERY_POINT).write(offsets);
            new OffsetCheckpoint(disk, "", OffsetCheckpoint.REPLICATION).write(offsets);
        }
    }

    @Test
    void soundDirectoryIsListedInFullAndNothingIsDamaged() throws Exception {
        LogDirectoryReport report = report();
        assertThat(report.damages()).isEmpty();
        assertThat(report.lines()).startsWith(
                "recovery-point-offset-checkpoint: 1 entries",
                "  orders-0: offset 12",
                "replication-offset-checkpoint: 1 entries",
                "  orders-0: offset 12",
                "orders-0: 3 segments, recovery point 12",
                "  leader-epoch-checkpoint: 2 entries",
                "    leader epoch 0 starts at offset 0",
                "    leader epoch 1 starts at offset 6",
                "  00000000000000000000.log: 370 bytes",
                "    position 0: offsets 0 to 0, leader epoch 0, 1 records, 74 bytes, CRC ok");
        assertThat(report.lines()).contains("  00000000000000000005.index: 2 entries", "    offset 7 at position 148");
    }

    @Test
    void onePartitionIsReportedByItself() throws Exception {
        LogDirectoryReport report = LogDirectoryReport.of(RealDisk.readOnlyAt(root.resolve("orders-0")), "").orElseThrow();
        assertThat(report.damages()).isEmpty();
        assertThat(report.lines().get(0)).isEqualTo("partition: 3 segments");
    }

    @Test
    void otherDirectoriesAreNoLogDirectories() throws Exception {
        Files.createDirectories(root.resolve("photos/holiday-2"));
        assertThat(LogDirectoryReport.of(disk, "photos")).isEmpty();
        assertThat(LogDirectoryReport.of(disk, "nothing")).isEmpty();
        assertThat(LogDirectoryReport.of(disk, FIRST)).isEmpty();
    }

    @Test
    void damagedBatchIsNamedAndTheRestIsStillListed() throws Exception {
        change(FIRST, 74 + 70, 1);
        LogDirectoryReport report = report();
        assertThat(report.damages()).singleElement().asString()
                .startsWith(FIRST + ": position 74 (offset 1): found CRC ")
                .endsWith("; below the recovery point 12: flushed records are damaged");
        assertThat(report.lines()).anyMatch(line -> line.startsWith("    position 148: offsets 2 to 2"));
    }

    @Test
    void damageThatTheCrcDoesNotCoverIsNamedToo() throws Exception {
        change(FIRST, 74 + 15, 1);
        assertThat(report().damages()).singleElement().asString().contains("position 74 (offset 1): found leader epoch 1, expected 0 as in");
        change(FIRST, 74 + 7, 4);
        assertThat(report().damages()).singleElement().asString().contains("position 74 (offset 1): found base offset 5, expected 1");
    }

    /** A follower has them where its leader's cleaner was, before its own has been anywhere. */
    @Test
    void gapsBetweenBatchesAreNoDamageButAreTold() throws Exception {
        try (PartitionLog follower = PartitionLog.open(disk, "copy-0", LogConfig.DEFAULT, 0)) {
            for (long offset : new long[] {0, 5, 6, 1L << 32, (1L << 32) + 10}) {
                follower.appendAsFollower(RecordBatch.build(offset, 0, 0, ProducerStamp.NONE, List.of(Record.of("k", "v"))).rawBytes());
            }
        }
        assertThat(report().damages()).isEmpty();
        assertThat(report().lines()).contains("    4 offsets between them are missing: the cleaner took them where they came from, or they are lost",
                "  offsets 7 to 4294967295 are missing, as a compacted leader sends them",
                "    9 offsets between them are missing: the cleaner took them where they came from, or they are lost");
    }

    @Test
    void damagedIndexEpochsAndCheckpointsAreNamed() throws Exception {
        change("orders-0/00000000000000000005.index", 7, 1);
        Files.writeString(root.resolve("orders-0/leader-epoch-checkpoint"), "0\n2\n0 0\n");
        Files.writeString(root.resolve(OffsetCheckpoint.REPLICATION), "0\n1\norders zero 12\n");
        assertThat(report().damages()).containsExactly(
                "replication-offset-checkpoint: line 3: found \"zero\", expected a number from 0 to 2147483647",
                "orders-0/leader-epoch-checkpoint: line 2: found 2 entries, expected the 1 that follow",
                "orders-0/00000000000000000005.index: entry 0: found offset 7 at position 149, expected the position of a batch, above those before it");
    }

    @Test
    void missingSegmentIsNamed() throws Exception {
        disk.delete("orders-0/00000000000000000005.log");
        assertThat(report().damages()).containsExactly(
                "orders-0/00000000000000000010.log: position 0 (offset 5): found base offset 10, expected 5 where the segment before it ends",
                "orders-0/00000000000000000005.index: found an index, expected its log beside it",
                "orders-0/00000000000000000005.timeindex: found an index, expected its log beside it",
                "orders-0/00000000000000000005.txnindex: found an index, expected its log beside it");
    }

    /** Whatever is damaged: a report comes out, and nothing on disk changes. */
    @Test
    void arbitraryDamageNeitherBreaksTheReportNorIsTouched() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            List<Path> files = files();
            Path victim = files.get(random.nextInt(files.size()));
            byte[] before = Files.readAllBytes(victim);
            byte[] damaged = before.clone();
            for (int flips = random.nextInt(1, 4); flips > 0 && damaged.length > 0; flips--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            Files.write(victim, random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length + 1)) : damaged);
            Map<Path, Integer> contents = contents();
            report();
            assertThat(contents()).isEqualTo(contents);
            Files.write(victim, before);
        }
    }

    private LogDirectoryReport report() throws StorageException {
        return LogDirectoryReport.of(RealDisk.readOnlyAt(root), "").orElseThrow();
    }

    private void change(String file, int position, int xor) throws Exception {
        byte[] bytes = Files.readAllBytes(root.resolve(file));
        bytes[position] ^= (byte) xor;
        Files.write(root.resolve(file), bytes);
    }

    private List<Path> files() throws Exception {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Map<Path, Integer> contents() throws Exception {
        Map<Path, Integer> contents = new TreeMap<>();
        for (Path file : files()) {
            contents.put(file, Arrays.hashCode(Files.readAllBytes(file)));
        }
        return contents;
    }
}
