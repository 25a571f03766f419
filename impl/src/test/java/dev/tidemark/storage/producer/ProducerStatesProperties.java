package dev.tidemark.storage.producer;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.RecordBatch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.AbortedTxn;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.CompletedTxn;
import org.apache.kafka.storage.internals.log.ProducerAppendInfo;
import org.apache.kafka.storage.internals.log.ProducerStateManager;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;

/** Our producer states are Kafka's, batch for batch: in memory, in the snapshot and in the transaction index. */
@RunWith(JUnitQuickcheck.class)
public class ProducerStatesProperties {
    private Path root;
    private long offset;

    @Before
    public void createRoot() throws Exception {
        root = Files.createTempDirectory("producers");
        offset = 0;
    }

    @After
    public void deleteRoot() throws Exception {
        for (File file : root.toFile().listFiles()) {
            Files.delete(file.toPath());
        }
        Files.delete(root);
    }

    @Property(trials = 150)
    public void theyAreKafkas(long seed) throws Exception {
        Random random = new Random(seed);
        ProducerStateManager kafka = new ProducerStateManager(new TopicPartition("orders", 0), root.toFile(), 900_000,
                new ProducerStateManagerConfig(Integer.MAX_VALUE, false), Time.SYSTEM);
        ProducerStates ours = new ProducerStates(0);
        List<AbortedTransaction> oursAborted = new ArrayList<>();
        List<AbortedTransaction> theirsAborted = new ArrayList<>();
        List<RecordBatch> history = new ProducerHistory(random, 0).batches(1 + random.nextInt(60));
        offset = history.get(history.size() - 1).header().endOffset();
        long highWatermark = 0;
        for (RecordBatch batch : history) {
            ours.append(batch).ifPresent(oursAborted::add);
            append(kafka, batch).ifPresent(theirsAborted::add);
            highWatermark = Math.max(highWatermark, random.nextInt((int) batch.header().endOffset() + 1));
            kafka.onHighWatermarkUpdated(highWatermark);
            ours.settleBelow(highWatermark);
            assertThat(ours.lastStableOffset(highWatermark)).as("last stable offset")
                    .isEqualTo(Math.min(highWatermark, kafka.firstUnstableOffset().map(first -> first.messageOffset).orElse(Long.MAX_VALUE)));
            assertThat(ours.endOffset()).isEqualTo(kafka.mapEndOffset());
        }
        assertThat(oursAborted).isEqualTo(theirsAborted);
        assertThat(entries(ours)).isEqualTo(entries(kafka));
        snapshotsAreTheSame(ours, kafka);
    }

    private static Optional<AbortedTransaction> append(ProducerStateManager kafka, RecordBatch ours) {
        org.apache.kafka.common.record.internal.RecordBatch batch = MemoryRecords.readableRecords(ours.bytes()).batches().iterator().next();
        Optional<CompletedTxn> completed = Optional.empty();
        Optional<AbortedTransaction> aborted = Optional.empty();
        if (batch.hasProducerId()) {
            ProducerAppendInfo append = kafka.prepareUpdate(batch.producerId(), AppendOrigin.REPLICATION);
            completed = append.append(batch, Optional.empty());
            kafka.update(append);
        }
        if (completed.isPresent()) {
            AbortedTxn txn = new AbortedTxn(completed.get(), kafka.lastStableOffset(completed.get()));
            kafka.completeTxn(completed.get());
            aborted = completed.get().isAborted() ? Optional.of(new AbortedTransaction(txn.producerId(), txn.firstOffset(), txn.lastOffset(),
                    txn.lastStableOffset())) : Optional.empty();
        }
        kafka.updateMapEndOffset(batch.lastOffset() + 1);
        return aborted;
    }

    private void snapshotsAreTheSame(ProducerStates ours, ProducerStateManager kafka) throws Exception {
        Disk disk = RealDisk.at(root);
        ProducerSnapshots snapshots = ProducerSnapshots.open(disk, "");
        snapshots.take(ours);
        File file = new File(root.toFile(), String.format("%020d.snapshot", offset));
        Set<String> readByKafka = new HashSet<>();
        ProducerStateManager.readSnapshot(file).forEach(entry -> readByKafka.add(entry.toString()));
        kafka.takeSnapshot(); // over ours
        Set<String> writtenByKafka = new HashSet<>();
        ProducerStateManager.readSnapshot(file).forEach(entry -> writtenByKafka.add(entry.toString()));
        assertThat(readByKafka).isEqualTo(writtenByKafka);
        ProducerStates read = ProducerSnapshots.open(disk, "").load(0, offset);
        assertThat(entries(read)).isEqualTo(lastBatches(entries(ours)));
        assertThat(read.firstUndecidedOffset()).isEqualTo(ours.firstUndecidedOffset());
    }

    private static Map<Long, ProducerStateEntry> entries(ProducerStates states) {
        return states.producers().stream().collect(Collectors.toMap(ProducerStateEntry::producerId, entry -> entry));
    }

    private static Map<Long, ProducerStateEntry> entries(ProducerStateManager kafka) {
        Map<Long, ProducerStateEntry> entries = new HashMap<>();
        kafka.activeProducers().forEach((id, entry) -> entries.put(id, new ProducerStateEntry(id, entry.producerEpoch(), entry.coordinatorEpoch(),
                entry.lastTimestamp(), entry.currentTxnFirstOffset(), entry.batchMetadata().stream()
                        .map(batch -> new BatchMetadata(batch.lastSeq(), batch.lastOffset(), batch.offsetDelta(), batch.timestamp())).toList())));
        return entries;
    }

    /** As a snapshot keeps them: the last batch, with the time of the last batch or marker. */
    private static Map<Long, ProducerStateEntry> lastBatches(Map<Long, ProducerStateEntry> entries) {
        entries.replaceAll((id, entry) -> {
            List<BatchMetadata> last = entry.batches().subList(Math.max(0, entry.batches().size() - 1), entry.batches().size());
            return new ProducerStateEntry(id, entry.producerEpoch(), entry.coordinatorEpoch(), entry.lastTimestampMs(),
                    entry.currentTransactionFirstOffset(), last.stream().map(batch -> new BatchMetadata(batch.lastSequence(), batch.lastOffset(),
                            batch.offsetDelta(), entry.lastTimestampMs())).toList());
        });
        return entries;
    }
}
