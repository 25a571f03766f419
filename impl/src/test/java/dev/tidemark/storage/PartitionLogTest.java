package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.kafka.DumpedSegments;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.OffsetRange;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PartitionLogTest {
    private static final String PARTITION = "orders-0";
    private static final LogConfig SMALL = LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 400).with(LogConfig.INDEX_INTERVAL_BYTES, 100);

    private static final PowerLoss HALF = new PowerLoss() {
        @Override
        public boolean undoes() {
            return false;
        }

        @Override
        public long bytesKept(String path, long unsynced) {
            return unsynced / 2;
        }

        @Override
        public boolean leavesZeros(String path) {
            return false;
        }
    };

    @TempDir
    Path root;

    private Disk disk;

    @BeforeEach
    void openDisk() {
        disk = RealDisk.at(root);
    }

    @Test
    void appendedRecordsAreReadBack() throws Exception {
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 0)) {
            assertThat(log.append(List.of(Record.of("k", "a"), Record.of("k", "b")), 3, 1_000)).isEqualTo(new OffsetRange(0, 1));
            assertThat(log.append(List.of(Record.tombstone("k")), 3, 2_000)).isEqualTo(new OffsetRange(2, 2));
            assertThat(log.reader().records(0)).containsExactly(new LogEntry(0, 3, 1_000, Record.of("k", "a")),
                    new LogEntry(1, 3, 1_000, Record.of("k", "b")), new LogEntry(2, 3, 2_000, Record.tombstone("k")));
            assertThat(log.reader().records(1)).extracting(LogEntry::offset).containsExactly(1L, 2L);
        }
    }

    @Test
    void everyOffsetIsFoundAcrossSegments() throws Exception {
        try (PartitionLog log = filled(SMALL, 40)) {
            assertThat(segmentFiles()).as("the log rolled").hasSizeGreaterThan(5);
            for (long offset = 0; offset < 40; offset++) {
                assertThat(log.read(offset, 0).startOffset()).as("one batch, the one that was asked for").isEqualTo(offset);
                assertThat(log.reader().records(offset)).hasSize((int) (40 - offset));
            }
        }
    }

    @Test
    void readGivesWholeBatchesWithinItsBounds() throws Exception {
        try (PartitionLog log = filled(LogConfig.DEFAULT, 10)) {
            int batchBytes = log.read(0, 0).batches().remaining();
            assertThat(log.read(2, 3 * batchBytes)).extracting(LogSlice::startOffset, LogSlice::endOffset).containsExactly(2L, 5L);
            assertThat(log.read(2, 3 * batchBytes - 1).endOffset()).isEqualTo(4);
            assertThat(log.reader().read(2, 1 << 20, 7).endOffset()).as("bound exclusive").isEqualTo(7);
            assertThat(log.reader().read(7, 1 << 20, 7).isEmpty()).isTrue();
            assertThat(log.read(10, 1 << 20).isEmpty()).isTrue();
            assertThatThrownBy(() -> log.read(11, 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("0 to 10");
        }
    }

    @Test
    void boundInsideABatchExcludesTheBatch() throws Exception {
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 0)) {
            log.append(List.of(Record.ofValue("a"), Record.ofValue("b")), 0, 0);
            log.append(List.of(Record.ofValue("c"), Record.ofValue("d")), 0, 0);
            assertThat(log.reader().read(1, 1 << 20, 3)).extracting(LogSlice::startOffset, LogSlice::endOffset).containsExactly(0L, 2L);
            assertThat(log.reader().read(0, 1 << 20, 1).isEmpty()).isTrue();
        }
    }

    @Test
    void followerHasTheLeadersBytesInTheLeadersSegments() throws Exception {
        try (PartitionLog leader = filled(SMALL, 40); PartitionLog follower = PartitionLog.open(disk, "copy-0", SMALL, 0)) {
            leader.assignEpoch(7);
            leader.append(List.of(Record.of("k", "last")), 7, 9);
            for (LogSlice slice = leader.read(0, 1 << 20); !slice.isEmpty(); slice = leader.read(slice.endOffset(), 1 << 20)) {
                assertThat(follower.appendAsFollower(slice.batches())).isEqualTo(new OffsetRange(slice.startOffset(), slice.endOffset() - 1));
            }
            assertThat(follower.epochs().entries()).isEqualTo(leader.epochs().entries());
        }
        for (String name : disk.list(PARTITION)) {
            assertThat(root.resolve("copy-0").resolve(name)).hasSameBinaryContentAs(root.resolve(PARTITION).resolve(name));
        }
    }

    @Test
    void followerSplitsOneAppendIntoTheLeadersSegments() throws Exception {
        try (PartitionLog leader = filled(SMALL, 40); PartitionLog follower = PartitionLog.open(disk, "copy-0", SMALL, 0)) {
            ByteBuffer all = ByteBuffer.allocate(1 << 16);
            for (LogSlice slice = leader.read(0, 1 << 20); !slice.isEmpty(); slice = leader.read(slice.endOffset(), 1 << 20)) {
                all.put(slice.batches());
            }
            assertThat(follower.appendAsFollower(all.flip())).isEqualTo(new OffsetRange(0, 39));
        }
        assertThat(disk.list("copy-0")).isEqualTo(disk.list(PARTITION));
    }

    /** As of a leader whose log is compacted. If the power fails right then, the half of what is not flushed is gone, to the byte where a batch ends. */
    @ParameterizedTest
    @CsvSource({"0, true", "10, true", "10, false"})
    void whatIsFurtherOffThanASegmentCanSayBeginsOneOfItsOwn(long before, boolean isFlushed) throws Exception {
        long outOfReach = 1L + Integer.MAX_VALUE;
        List<Long> offsets = new ArrayList<>(LongStream.range(0, before).boxed().toList());
        offsets.addAll(List.of(before + outOfReach, before + outOfReach + 1, 5 * outOfReach, 5 * outOfReach + 7));
        SimulatedDisk simulated = new SimulatedDisk(root);
        PartitionLog log = PartitionLog.open(simulated, PARTITION, LogConfig.DEFAULT, 0);
        for (long offset : offsets) {
            log.appendAsFollower(RecordBatch.build(offset, 0, 0, ProducerStamp.NONE, List.of(Record.ofValue("v"))).rawBytes());
        }
        assertThat(log.segments()).extracting(Segment::baseOffset).containsExactly(0L, before + outOfReach, 5 * outOfReach);
        if (isFlushed) {
            log.flush();
        }
        simulated.powerLoss(HALF);
        try (PartitionLog recovered = PartitionLog.open(simulated, PARTITION, LogConfig.DEFAULT, 0)) {
            assertThat(recovered.reader().records(0)).extracting(LogEntry::offset).isEqualTo(offsets.subList(0, offsets.size() - (isFlushed ? 0 : 1)));
        }
        assertThat(DumpedSegments.complaints(root.resolve(PARTITION), true)).isEmpty();
    }

    @Test
    void followerRejectsOverlapAndDamageAndWritesNothing() throws Exception {
        try (PartitionLog leader = filled(LogConfig.DEFAULT, 4); PartitionLog follower = PartitionLog.open(disk, "copy-0", SMALL, 0)) {
            ByteBuffer damaged = leader.read(0, 1 << 20).batches();
            damaged.put(damaged.limit() - 1, (byte) 0x55);
            assertThatThrownBy(() -> follower.appendAsFollower(damaged)).isInstanceOf(InvalidBatchException.class).hasMessageContaining("CRC");
            ByteBuffer torn = leader.read(0, 1 << 20).batches();
            assertThatThrownBy(() -> follower.appendAsFollower(torn.limit(torn.limit() - 1)))
                    .isInstanceOf(InvalidBatchException.class).hasMessageContaining("found a batch of");
            assertThat(follower.logEndOffset()).isZero();
            assertThat(Files.size(root.resolve("copy-0/00000000000000000000.log"))).isZero();
            follower.appendAsFollower(leader.read(0, 1 << 20).batches());
            assertThatThrownBy(() -> follower.appendAsFollower(leader.read(3, 1 << 20).batches()))
                    .isInstanceOf(InvalidBatchException.class).hasMessage("copy-0: batch at byte 0 of an append: found base offset 3, expected 4 or more");
            assertThat(follower.logEndOffset()).isEqualTo(4);
        }
    }

    @Test
    void leaderAppendBelowTheLatestEpochIsABrokenPromise() throws Exception {
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 0)) {
            log.assignEpoch(5);
            assertThatThrownBy(() -> log.append(List.of(Record.ofValue("a")), 4, 0)).isInstanceOf(IllegalStateException.class)
                    .hasMessage("orders-0: append with leader epoch 4 below the latest, 5");
        }
    }

    @Test
    void truncationCutsBatchesSegmentsAndEpochs() throws Exception {
        try (PartitionLog log = filled(SMALL, 40)) {
            log.assignEpoch(9);
            log.append(List.of(Record.ofValue("x"), Record.ofValue("y")), 9, 0);
            log.flush();
            assertThat(log.truncateTo(41)).as("the batch that straddles the offset goes").isEqualTo(40);
            assertThat(log.epochs().entries()).containsExactly(new EpochEntry(1, 0));
            assertThat(log.truncateTo(13)).isEqualTo(13);
            assertThat(log.recoveryPoint()).isEqualTo(13);
            assertThat(log.append(List.of(Record.ofValue("new")), 9, 0)).isEqualTo(new OffsetRange(13, 13));
            assertThat(log.reader().records(12)).extracting(entry -> entry.record().valueText().orElseThrow()).containsExactly("value-12", "new");
        }
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, SMALL, 13)) {
            assertThat(log.logEndOffset()).isEqualTo(14);
        }
    }

    /** KAFKA-10706. */
    @Test
    void truncationAtTheLogEndStillPrunesTheEpochCache() throws Exception {
        try (PartitionLog log = filled(LogConfig.DEFAULT, 3)) {
            log.assignEpoch(5);
            assertThat(log.epochs().entries()).containsExactly(new EpochEntry(1, 0), new EpochEntry(5, 3));
            assertThat(log.truncateTo(3)).isEqualTo(3);
            assertThat(log.epochs().entries()).containsExactly(new EpochEntry(1, 0));
        }
    }

    @Test
    void missingOrBrokenIndexesAndEpochsAreRebuilt() throws Exception {
        filled(SMALL, 40).close();
        PartitionLog.open(disk, PARTITION, SMALL, 0).close();
        byte[] index = Files.readAllBytes(root.resolve(PARTITION).resolve(segmentFiles().get(0).replace(".log", ".index")));
        assertThat(index).isNotEmpty();
        String[] damagedIndexes = segmentFiles().stream().map(name -> name.replace(".log", ".index")).toArray(String[]::new);
        Files.delete(root.resolve(PARTITION).resolve(damagedIndexes[0]));
        Files.write(root.resolve(PARTITION).resolve(damagedIndexes[1]), new byte[64]);
        Files.write(root.resolve(PARTITION).resolve(damagedIndexes[2]), new byte[] {0, 0, 0});
        Files.delete(root.resolve(PARTITION).resolve(LeaderEpochCache.FILE_NAME));
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, SMALL, 40)) {
            assertThat(log.reader().records(0)).hasSize(40);
            assertThat(log.epochs().entries()).containsExactly(new EpochEntry(1, 0));
        }
        assertThat(root.resolve(PARTITION).resolve(damagedIndexes[0])).hasBinaryContent(index);
    }

    @Test
    void flushedLogSurvivesPowerLossThoughItsDirectoryIsNew() throws Exception {
        for (int seed = 0; seed < 20; seed++) {
            SimulatedDisk simulated = new SimulatedDisk(Files.createDirectory(root.resolve("seed" + seed)));
            PartitionLog log = PartitionLog.open(simulated, "data/orders-0", SMALL, 0);
            log.append(List.of(Record.ofValue("a")), 0, 0);
            log.flush();
            simulated.powerLoss(new SplittableRandom(seed));
            try (PartitionLog reopened = PartitionLog.open(simulated, "data/orders-0", SMALL, 1)) {
                assertThat(reopened.logEndOffset()).as("seed %d", seed).isEqualTo(1);
            }
        }
    }

    /** What is on disk after a failed write is unknown: another write must not build on it. */
    @Test
    void failedWriteStopsAllFurtherChanges() throws Exception {
        PartitionLog log = filled(SMALL, 1);
        Files.createFile(root.resolve(PARTITION).resolve("00000000000000000005.log"));
        assertThatThrownBy(() -> appendUntilItFails(log)).isInstanceOf(StorageException.class)
                .hasMessageContaining("orders-0/00000000000000000005.log: cannot create: java.nio.file.FileAlreadyExistsException");
        assertThatThrownBy(log::flush).isInstanceOf(StorageException.class).hasMessageContaining("because the disk failed earlier");
        assertThat(log.reader().records(0)).as("what was appended before can be read").hasSize(5);
        log.close();
    }

    private static void appendUntilItFails(PartitionLog log) throws StorageException {
        for (int i = 1; i < 10; i++) {
            log.append(List.of(Record.of("key", "value-" + i)), 1, i);
        }
    }

    @Test
    void orphanIndexIsDeleted() throws Exception {
        filled(SMALL, 3).close();
        Files.write(root.resolve(PARTITION).resolve("00000000000000000777.index"), new byte[8]);
        PartitionLog.open(disk, PARTITION, SMALL, 0).close();
        assertThat(disk.list(PARTITION)).doesNotContain("00000000000000000777.index");
    }

    @Test
    void tornTailIsCutAndLaterSegmentsGo() throws Exception {
        filled(SMALL, 40).close();
        String second = segmentFiles().get(1);
        long base = Long.parseLong(second.substring(0, 20));
        byte[] bytes = Files.readAllBytes(root.resolve(PARTITION).resolve(second));
        Files.write(root.resolve(PARTITION).resolve(second), Arrays.copyOf(bytes, bytes.length - 5));
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, SMALL, base)) {
            assertThat(log.logEndOffset()).isBetween(base + 1, base + 20);
            assertThat(segmentFiles()).hasSize(2);
            assertThat(log.append(List.of(Record.ofValue("next")), 1, 0).baseOffset()).isEqualTo(log.logEndOffset() - 1);
        }
    }

    /** A power loss may cut a file exactly between two batches: the gap to the next segment is the only sign. */
    @Test
    void tailTornBetweenBatchesIsCutToo() throws Exception {
        filled(SMALL, 40).close();
        Path first = root.resolve(PARTITION).resolve(segmentFiles().get(0));
        int batchBytes = ByteBuffer.wrap(Files.readAllBytes(first)).getInt(8) + 12;
        Files.write(first, Arrays.copyOf(Files.readAllBytes(first), batchBytes));
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, SMALL, 0)) {
            assertThat(log.logEndOffset()).isEqualTo(1);
            assertThat(segmentFiles()).hasSize(1);
        }
        filled(SMALL, 40).close();
    }

    /** A real disk may lose pages in the middle: index entries behind the recovery point prove nothing. */
    @Test
    void damageFromTheRecoveryPointOnIsCutAlsoBeforeAnIndexEntry() throws Exception {
        filled(LogConfig.DEFAULT, 200).close();
        assertThat(Files.size(root.resolve(PARTITION).resolve("00000000000000000000.index"))).isGreaterThan(16);
        flipByteOf(segmentFiles().get(0), 2_000);
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 10)) {
            assertThat(log.logEndOffset()).isEqualTo(25);
        }
    }

    @Test
    void damageBelowTheRecoveryPointThatRecoveryMeetsIsAnErrorAndNothingIsCut() throws Exception {
        filled(LogConfig.DEFAULT, 40).close();
        byte[] bytes = flipByteOf(segmentFiles().get(0), -1);
        assertThatThrownBy(() -> PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 40)).isInstanceOf(StorageException.class)
                .hasMessageContaining("orders-0/00000000000000000000.log: position 3071 (offset 39): found CRC")
                .hasMessageContaining("below the recovery point 40");
        assertThat(root.resolve(PARTITION).resolve(segmentFiles().get(0))).hasBinaryContent(bytes);
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, LogConfig.DEFAULT, 39)) {
            assertThat(log.logEndOffset()).as("the same damage at the recovery point is a torn tail").isEqualTo(39);
        }
    }

    @Test
    void damageBelowTheRecoveryPointThatAReadMeetsIsAnError() throws Exception {
        filled(SMALL, 40).close();
        flipByteOf(segmentFiles().get(3), 70);
        long offset = Long.parseLong(segmentFiles().get(3).substring(0, 20));
        try (PartitionLog log = PartitionLog.open(disk, PARTITION, SMALL, 40)) {
            assertThat(log.reader().records(offset + 1)).hasSize((int) (39 - offset));
            assertThatThrownBy(() -> log.read(offset, 1 << 20)).isInstanceOf(StorageException.class)
                    .hasMessageContaining(segmentFiles().get(3) + ": position 0 (offset " + offset + "): found CRC");
            assertThatThrownBy(() -> log.reader().records(0)).isInstanceOf(StorageException.class);
        }
    }

    @Test
    void missingSegmentBelowTheRecoveryPointIsAnError() throws Exception {
        filled(SMALL, 40).close();
        disk.delete(PARTITION + "/" + segmentFiles().get(2));
        assertThatThrownBy(() -> PartitionLog.open(disk, PARTITION, SMALL, 40)).isInstanceOf(StorageException.class)
                .hasMessageContaining("found the end of the segment, expected offsets up to");
    }

    /** Positive from the start, negative from the end. */
    private byte[] flipByteOf(String file, int where) throws Exception {
        Path path = root.resolve(PARTITION).resolve(file);
        byte[] bytes = Files.readAllBytes(path);
        bytes[where < 0 ? bytes.length + where : where] ^= 1;
        Files.write(path, bytes);
        return bytes;
    }

    private PartitionLog filled(LogConfig config, int batches) throws StorageException {
        PartitionLog log = PartitionLog.open(disk, PARTITION, config, 0);
        for (int i = (int) log.logEndOffset(); i < batches; i++) {
            log.append(List.of(Record.of("key", "value-" + i)), 1, i);
        }
        return log;
    }

    private List<String> segmentFiles() throws StorageException {
        return disk.list(PARTITION).stream().filter(name -> name.endsWith(".log")).toList();
    }
}
