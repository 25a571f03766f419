package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.producer.ProducerHistory;
import dev.tidemark.storage.producer.ProducerStates;
import dev.tidemark.storage.record.RecordBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.runner.RunWith;

/**
 * Whatever happens to a log, its producers are those that its batches tell of: after appends, rolls, truncations, and after it was opened
 * again with any of its producer files lost or torn.
 */
@RunWith(JUnitQuickcheck.class)
public class LogProducersProperties {
    private static final String PARTITION = "orders-0";

    private final List<RecordBatch> batches = new ArrayList<>();
    private Path root;
    private PartitionLog log;
    private Random random;

    @Before
    public void createRoot() throws Exception {
        root = Files.createTempDirectory("log-producers");
    }

    @After
    public void deleteRoot() throws Exception {
        log.close();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Property(trials = 100)
    public void theyAreThoseThatTheBatchesTellOf(long seed) throws Exception {
        random = new Random(seed);
        open(0);
        for (int i = 0; i < 20; i++) {
            step(random.nextInt(10));
            assertThat(logEndOffset()).isEqualTo(log.logEndOffset());
            compare();
        }
    }

    private void step(int kind) throws Exception {
        if (kind < 6) {
            for (RecordBatch batch : new ProducerHistory(random, log.logEndOffset()).batches(1 + random.nextInt(12))) {
                RecordBatch placed = batch.stamp(log.logEndOffset(), 0); // without gaps
                log.appendAsFollower(placed.bytes());
                batches.add(placed);
            }
        } else if (kind < 8) {
            log.truncateTo(log.logStartOffset() + random.nextInt((int) log.logEndOffset() + 1));
            batches.removeIf(batch -> batch.header().lastOffset() >= log.logEndOffset());
        } else {
            boolean isClean = random.nextBoolean();
            if (isClean) {
                log.producers().takeSnapshot();
                log.flush();
            }
            log.close();
            damageSomeFiles(isClean);
            open(isClean ? logEndOffset() : 0);
        }
    }

    /** Lost, torn or emptied: but a transaction index that was flushed is not shortened by whole entries, which nothing could tell. */
    private void damageSomeFiles(boolean isClean) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(PARTITION))) {
            for (Path file : files.filter(path -> path.toString().matches(".*(snapshot|txnindex)") && random.nextInt(3) == 0).toList()) {
                if (random.nextBoolean()) {
                    Files.delete(file);
                } else if (!isClean || file.toString().endsWith("snapshot")) {
                    byte[] bytes = Files.readAllBytes(file);
                    Files.write(file, java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1)));
                }
            }
        }
    }

    private void open(long recoveryPoint) throws Exception {
        log = PartitionLog.open(RealDisk.at(root), PARTITION, LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 2_000).with(LogConfig.INDEX_INTERVAL_BYTES, 200), recoveryPoint);
    }

    private long logEndOffset() {
        return batches.isEmpty() ? 0 : batches.get(batches.size() - 1).header().endOffset();
    }

    private void compare() throws Exception {
        ProducerStates expected = new ProducerStates(0);
        List<AbortedTransaction> aborted = new ArrayList<>();
        for (RecordBatch batch : batches) {
            expected.append(batch).ifPresent(aborted::add);
        }
        ProducerStates actual = log.producers().states();
        assertThat(actual.endOffset()).isEqualTo(expected.endOffset());
        assertThat(lastBatches(actual)).isEqualTo(lastBatches(expected));
        assertThat(actual.firstUndecidedOffset()).isEqualTo(expected.firstUndecidedOffset());
        assertThat(log.producers().abortedTransactions(0, Long.MAX_VALUE)).isEqualTo(aborted);
    }

    /** Of the five that are remembered a snapshot keeps one, with the time of the marker behind it, if any. */
    private static HashSet<Object> lastBatches(ProducerStates states) {
        HashSet<Object> entries = new HashSet<>();
        states.producers().forEach(entry -> entries.add(List.of(entry.producerId(), entry.producerEpoch(), entry.coordinatorEpoch(),
                entry.lastTimestampMs(), entry.currentTransactionFirstOffset(), entry.batches().stream().skip(Math.max(0, entry.batches().size() - 1))
                        .map(batch -> List.of(batch.lastOffset(), batch.lastSequence(), batch.offsetDelta())).toList())));
        return entries;
    }
}
