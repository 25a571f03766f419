package dev.tidemark.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProducerSnapshotsTest {
    @TempDir
    Path root;

    private ProducerSnapshots snapshots;

    @BeforeEach
    void takeThree() throws Exception {
        snapshots = ProducerSnapshots.open(RealDisk.at(root), "");
        ProducerStates states = new ProducerStates(0);
        for (int i = 0; i < 30; i += 10) {
            states.append(batch(i, 7 + i, false));
            states.skipTo(i + 10);
            snapshots.take(states);
        }
        snapshots.flush();
    }

    private static RecordBatch batch(long offset, long producerId, boolean isTransactional) {
        RecordBatchBuilder builder = RecordBatchBuilder.at(offset, 0).producer(new ProducerStamp(producerId, (short) 0, 0));
        return (isTransactional ? builder.transactional() : builder).append(offset, 1000 + offset, Record.ofValue("v")).build();
    }

    @Test
    void theNewestUpToAnOffsetIsLoaded() throws Exception {
        assertThat(load(0, 100).producers()).hasSize(3);
        assertThat(load(0, 29).endOffset()).isEqualTo(20);
        assertThat(load(0, 9).producers()).isEmpty();
        assertThat(load(20, 29).endOffset()).as("nothing below the log start counts").isEqualTo(20);
        assertThat(load(20, 29).producers()).isEmpty();
    }

    @Test
    void aDamagedOneIsDroppedForTheOneBefore() throws Exception {
        Path newest = root.resolve("00000000000000000030.snapshot");
        byte[] bytes = Files.readAllBytes(newest);
        for (int cut : new int[] {0, 1, 9, bytes.length - 1}) {
            Files.write(newest, java.util.Arrays.copyOf(bytes, cut));
            assertThat(ProducerSnapshot.flaw(ByteBuffer.wrap(Files.readAllBytes(newest)))).isPresent();
        }
        for (int at = 0; at < bytes.length; at++) {
            byte[] flipped = bytes.clone();
            flipped[at] ^= 4;
            assertThat(ProducerSnapshot.flaw(ByteBuffer.wrap(flipped))).as("flipped bit in byte %d", at).isPresent();
        }
        assertThat(load(0, 100).endOffset()).isEqualTo(20);
        assertThat(newest).doesNotExist();
        assertThat(snapshots.offsets()).containsExactly(10L, 20L);
    }

    @Test
    void aCutLogHasNoSnapshotOfWhatWasCut() throws Exception {
        snapshots.truncateTo(20);
        assertThat(ProducerSnapshots.open(RealDisk.at(root), "").offsets()).containsExactly(10L, 20L);
        snapshots.deleteUpTo(10);
        assertThat(ProducerSnapshots.open(RealDisk.at(root), "").offsets()).containsExactly(20L);
    }

    @Test
    void straysGoButTheOneOfTheLogEndStays() throws Exception {
        snapshots.deleteStray(List.of(0L, 20L));
        assertThat(snapshots.offsets()).containsExactly(20L, 30L);
        snapshots.deleteStray(List.of(0L, 40L));
        assertThat(snapshots.offsets()).isEmpty();
    }

    @Test
    void takingOneAgainReplacesIt() throws Exception {
        ProducerStates other = new ProducerStates(30);
        snapshots.take(other);
        assertThat(load(0, 30).producers()).isEmpty();
    }

    @Test
    void theIdleAreForgottenUnlessTheirTransactionIsOpen() throws Exception {
        ProducerStates states = new ProducerStates(40);
        states.append(batch(40, 1, false));
        states.append(batch(41, 2, true));
        snapshots.take(states);
        ProducerStates loaded = load(0, 100);
        loaded.expire(1040 + 499, 500);
        assertThat(loaded.producers()).hasSize(2);
        loaded.expire(1040 + 500, 500);
        assertThat(loaded.producers()).extracting(ProducerStateEntry::producerId).containsExactly(2L);
        assertThat(loaded.firstUndecidedOffset()).hasValue(41);
    }

    private ProducerStates load(long from, long to) throws Exception {
        return snapshots.load(from, to);
    }
}
