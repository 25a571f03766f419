package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaderEpochCacheTest {
    @TempDir
    Path root;

    private LeaderEpochCache cache;

    @BeforeEach
    void open() throws Exception {
        cache = LeaderEpochCache.open(RealDisk.at(root), "");
    }

    @Test
    void endOffsetsFollowKip101() throws Exception {
        cache.assign(2, 5);
        cache.assign(4, 12);
        cache.assign(7, 20);
        assertThat(cache.endOffsetFor(7, 33)).as("the latest epoch ends at the log end").contains(new EpochEndOffset(7, 33));
        assertThat(cache.endOffsetFor(8, 33)).as("above all: undefined").isEmpty();
        assertThat(cache.endOffsetFor(1, 33)).as("below the first: the first one's start").contains(new EpochEndOffset(1, 5));
        assertThat(cache.endOffsetFor(4, 33)).as("the next one's start").contains(new EpochEndOffset(4, 20));
        assertThat(cache.endOffsetFor(5, 33)).as("between two: the floor epoch (KIP-279)").contains(new EpochEndOffset(4, 20));
        assertThat(cache.endOffsetFor(-1, 33)).isEmpty();
    }

    @Test
    void emptyCacheKnowsNoEndOffset() {
        assertThat(cache.endOffsetFor(0, 10)).isEqualTo(Optional.empty());
    }

    /** KIP-101, scenario 1: B was follower with messages 0 and 1, restarts, and asks A, leader of epoch 0, before it truncates. */
    @Test
    void restartedFollowerLearnsThatNothingMustBeTruncated() throws Exception {
        cache.assign(0, 0);
        assertThat(cache.endOffsetFor(0, 2)).contains(new EpochEndOffset(0, 2));
    }

    /** KIP-101, scenario 2: A wrote 0 and 1 in epoch 0; B, with 0 only, leads epoch 1 from offset 1: A learns that epoch 0 ends at 1. */
    @Test
    void divergedFormerLeaderLearnsWhereItsEpochEnds() throws Exception {
        cache.assign(0, 0);
        cache.assign(1, 1);
        assertThat(cache.endOffsetFor(0, 2)).contains(new EpochEndOffset(0, 1));
    }

    @Test
    void assignmentDropsWhatContradictsIt() throws Exception {
        cache.assign(1, 0);
        cache.assign(2, 10);
        cache.assign(3, 10);
        assertThat(cache.entries()).as("epoch 2 wrote nothing").containsExactly(new EpochEntry(1, 0), new EpochEntry(3, 10));
        cache.assign(3, 15);
        assertThat(cache.latest()).as("a repetition further on changes nothing").contains(new EpochEntry(3, 10));
        cache.assign(2, 8);
        assertThat(cache.entries()).as("an older epoch takes back the newer").containsExactly(new EpochEntry(1, 0), new EpochEntry(2, 8));
    }

    @Test
    void truncationFromBothEnds() throws Exception {
        cache.assign(1, 0);
        cache.assign(2, 10);
        cache.assign(3, 20);
        cache.truncateFromEnd(20);
        assertThat(cache.entries()).containsExactly(new EpochEntry(1, 0), new EpochEntry(2, 10));
        cache.truncateFromStart(10);
        assertThat(cache.entries()).containsExactly(new EpochEntry(2, 10));
        cache.truncateFromStart(14);
        assertThat(cache.entries()).containsExactly(new EpochEntry(2, 14));
        assertThat(Files.readString(root.resolve("leader-epoch-checkpoint"))).isEqualTo("0\n1\n2 14\n");
    }

    @Test
    void fileIsReadBack() throws Exception {
        cache.assign(1, 0);
        cache.assign(2, 10);
        assertThat(LeaderEpochCache.open(RealDisk.at(root), "").entries()).isEqualTo(cache.entries());
    }

    /** Kafka creates the file before it has anything to write. */
    @Test
    void anEmptyFileHasNoEntries() throws Exception {
        Files.writeString(root.resolve("leader-epoch-checkpoint"), "");
        assertThat(LeaderEpochCache.open(RealDisk.at(root), "").entries()).isEmpty();
    }

    @Test
    void malformedFilesAreNamedWithLineFoundAndExpected() {
        assertMalformed("1\n0\n", "line 1: found 1, expected version 0");
        assertMalformed("0\n", "line 2: found the end of the file, expected the number of entries");
        assertMalformed("0\n2\n1 0\n", "line 2: found 2 entries, expected the 1 that follow");
        assertMalformed("0\n1\n1 0 4\n", "line 3: found \"1 0 4\", expected 2 fields");
        assertMalformed("0\n1\n1 99999999999999999999\n", "line 3: found \"99999999999999999999\", expected a number from 0 to " + Long.MAX_VALUE);
        assertMalformed("0\n2\n2 0\n1 5\n", "line 4: found EpochEntry[leaderEpoch=1, startOffset=5], expected epoch and start offset above");
    }

    private void assertMalformed(String content, String message) {
        assertThatThrownBy(() -> {
            Files.writeString(root.resolve("leader-epoch-checkpoint"), content);
            LeaderEpochCache.open(RealDisk.at(root), "");
        }).as(content).isInstanceOf(StorageException.class).hasMessageContaining("leader-epoch-checkpoint: " + message);
    }
}
