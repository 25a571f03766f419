package dev.tidemark.storage.cleaner;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/** Kafka's cleaner and ours work on the same batches at the same times, and leave the same batches with the same records. */
@RunWith(JUnitQuickcheck.class)
public class CleanerAgainstKafkaProperties {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final long DELETE_RETENTION_MS = 1_000;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.CLEANUP_POLICY, "compact")
            .with(LogConfig.DELETE_RETENTION_MS, DELETE_RETENTION_MS).with(LogConfig.MIN_CLEANABLE_DIRTY_RATIO, 0);

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    private final Map<Long, Integer> sequences = new HashMap<>();
    private final Set<Long> inTransaction = new HashSet<>();

    /** Once the entry of an aborted transaction outlived its marker here, and took committed records of the same producer with it. */
    @Test
    public void anAbortedTransactionThatIsGoneTakesNothingMoreWithIt() throws Exception {
        theSameRecordsSurvive(-1579938381355374198L);
    }

    @Property(trials = 60, shrink = false)
    public void theSameRecordsSurvive(long seed) throws Exception {
        Random random = new Random(seed);
        sequences.clear();
        inTransaction.clear();
        Path root = folder.newFolder().toPath();
        long nowMs = 10_000;
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(root.resolve("ours")), LogDirectoryConfig.DEFAULT, nowMs);
                KafkaCleaner kafka = new KafkaCleaner(root.resolve("kafka").resolve(PARTITION.directory()), DELETE_RETENTION_MS)) {
            PartitionLog log = directory.open(PARTITION, CONFIG);
            LogCleaner.Worker worker = new LogCleaner(directory, CleanerConfig.DEFAULT.withDedupeBufferBytes(1 << 16), random).newWorker();
            for (int pass = 1; pass <= 4; pass++) {
                append(log, kafka, random, nowMs);
                directory.checkpointRecoveryPoints();
                if (cleans(worker, nowMs)) {
                    kafka.clean(nowMs);
                }
                String when = "seed " + seed + ", pass " + pass;
                assertThat(directory.cleanedOffsets().get(PARTITION)).as(when).isEqualTo(kafka.cleanedOffset());
                assertThat(batches(root.resolve("ours"))).as(when).isEqualTo(batches(root.resolve("kafka")));
                nowMs += random.nextInt(2) * DELETE_RETENTION_MS;
            }
        }
    }

    private static boolean cleans(LogCleaner.Worker worker, long nowMs) throws Exception {
        boolean hasWorked = false;
        while (worker.step(nowMs)) {
            hasWorked = true;
        }
        return hasWorked;
    }

    private void append(PartitionLog log, KafkaCleaner kafka, Random random, long nowMs) throws Exception {
        for (int i = 0; i < 30; i++) {
            ByteBuffer batch = batch(log.logEndOffset(), random, nowMs).bytes();
            log.appendAsFollower(batch.duplicate());
            kafka.append(ByteBuffer.allocate(batch.remaining()).put(batch.duplicate()).flip());
            if (random.nextInt(6) == 0) {
                log.roll();
                kafka.roll();
            }
        }
        log.flush();
        log.advanceHighWatermark(log.logEndOffset());
    }

    private RecordBatch batch(long offset, Random random, long nowMs) {
        long producerId = 1_000 + random.nextInt(3);
        if (random.nextInt(3) == 0 && inTransaction.remove(producerId)) {
            return new EndTransactionMarker(random.nextBoolean(), 0).toBatch(offset, 0, nowMs, producerId, (short) 0);
        }
        RecordBatchBuilder builder = RecordBatchBuilder.at(offset, 0).compressionType(CompressionType.values()[random.nextInt(5)]);
        int count = 1 + random.nextInt(4);
        if (inTransaction.contains(producerId) || random.nextInt(4) == 0) {
            builder.transactional();
            inTransaction.add(producerId);
        }
        if (inTransaction.contains(producerId) || random.nextBoolean()) {
            builder.producer(new ProducerStamp(producerId, (short) 0, sequences.merge(producerId, count, Integer::sum) - count));
        }
        for (int i = 0; i < count; i++) {
            builder.append(offset + i, nowMs - random.nextInt(100), record(random));
        }
        return builder.build();
    }

    private static Record record(Random random) {
        ByteBuffer key = ByteBuffer.wrap(("key" + random.nextInt(12)).getBytes());
        return new Record(Optional.of(key), random.nextInt(4) == 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(new byte[random.nextInt(50)])), List.of());
    }

    /** All of a log, file by file: what the headers say but for size and CRC, which depend on the codec's implementation, and the records. */
    private static List<String> batches(Path root) throws Exception {
        RealDisk disk = RealDisk.at(root);
        List<String> found = new ArrayList<>();
        for (String name : disk.list(PARTITION.directory())) {
            if (name.endsWith(".log")) {
                found.add(name);
                try (DiskFile file = disk.open(PARTITION.directory() + "/" + name)) {
                    BatchScanner scanner = BatchScanner.of(file, 0, file.size(), BatchScanner.ANY_OFFSET, 1 << 16).allowingGaps();
                    for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
                        BatchHeader h = header.get();
                        assertThat(scanner.batch().flaw()).isEmpty();
                        found.add(h.baseOffset() + ".." + h.lastOffset() + " " + h.producer() + " attributes " + h.attributes() + " base " + h.baseTimestampMs()
                                + " max " + h.maxTimestampMs() + " count " + h.recordCount() + " " + scanner.batch().entries());
                    }
                }
            }
        }
        return found;
    }
}
