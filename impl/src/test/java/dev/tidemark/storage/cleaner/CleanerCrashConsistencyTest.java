package dev.tidemark.storage.cleaner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.EveryOutcome;
import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.Record;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The power fails after every single system call of a short life in which the log is cleaned twice, and leaves everything that the disk allows: the
 * newest value of every key is there, deleted keys stay deleted, and nothing is invented. After ALICE (Pillai et al., OSDI 2014).
 */
final class CleanerCrashConsistencyTest {
    private static final int MOST_OUTCOMES = Integer.getInteger("outcomes", 60);
    private static final TopicPartition PARTITION = new TopicPartition("prices", 0);
    private static final long NEVER = Long.MAX_VALUE;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.CLEANUP_POLICY, "compact").with(LogConfig.MIN_CLEANABLE_DIRTY_RATIO, 0)
            .with(LogConfig.SEGMENT_BYTES, 240).with(LogConfig.INDEX_INTERVAL_BYTES, 60).with(LogConfig.DELETE_RETENTION_MS, 10);

    /** One life. */
    private static final class Life {
        private final SimulatedDisk simulated = new SimulatedDisk(new MemoryDisk());
        private final CrashingDisk disk = new CrashingDisk(simulated);
        private final List<LogEntry> written = new ArrayList<>();
        private LogDirectory directory;
        private PartitionLog log;
        private long promised;
        private long nowMs = 1_000;

        boolean live(long systemCalls) throws StorageException {
            disk.crashAfter(systemCalls);
            try {
                open();
                append("apple=1", "pear=1");
                append("apple=2", "plum=1");
                append("plum", "fig=1");
                append("apple=3");
                settle();
                clean();
                nowMs += 100;
                append("pear=2", "apple=4");
                append("fig=2");
                settle();
                clean();
                append("apple=5");
                return false;
            } catch (CrashingDisk.Crash e) {
                return true;
            } catch (StorageException e) {
                assertThat(e).hasMessageContaining("broken off"); // the cleaner's word for it
                return true;
            } finally {
                disk.crashAfter(NEVER);
            }
        }

        private void open() throws StorageException {
            directory = LogDirectory.open(disk, new LogDirectoryConfig(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER), nowMs);
            log = directory.open(PARTITION, CONFIG);
        }

        private void append(String... records) throws StorageException {
            List<Record> batch = new ArrayList<>();
            for (String text : records) {
                String[] parts = text.split("=");
                Record record = parts.length == 1 ? Record.tombstone(text) : Record.of(parts[0], parts[1]);
                written.add(new LogEntry(written.size(), 0, nowMs, record));
                batch.add(record);
            }
            log.append(batch, 0, nowMs);
        }

        private void settle() throws StorageException {
            log.roll();
            log.flush();
            promised = written.size();
            log.advanceHighWatermark(log.logEndOffset());
            directory.checkpointHighWatermarks();
            directory.checkpointRecoveryPoints();
        }

        private void clean() throws StorageException {
            LogCleaner.Worker worker = new LogCleaner(directory, CleanerConfig.DEFAULT.withDedupeBufferBytes(1 << 10), new Random(1)).newWorker();
            while (worker.step(nowMs)) {
                // the next piece
            }
        }

        void recover(EveryOutcome outcome) throws StorageException {
            simulated.powerLoss(outcome);
            open();
            expectNewestValues();
            log.append(List.of(Record.of("late", "1")), 0, nowMs);
            written.subList((int) log.logEndOffset() - 1, written.size()).clear();
            written.add(new LogEntry(written.size(), 0, nowMs, Record.of("late", "1")));
            settle();
            clean();
            expectNewestValues();
        }

        private void expectNewestValues() throws StorageException {
            long end = log.logEndOffset();
            List<LogEntry> found = log.reader().records(0);
            assertThat(end).as("log end").isBetween(promised, (long) written.size());
            assertThat(written).as("nothing is invented").containsAll(found);
            assertThat(newest(found)).as("newest values up to %d", end).isEqualTo(newest(written.subList(0, (int) end)));
        }

        private static Map<String, String> newest(List<LogEntry> entries) {
            Map<String, String> newest = new TreeMap<>();
            for (LogEntry entry : entries) {
                String key = entry.record().keyText().orElseThrow();
                entry.record().valueText().ifPresentOrElse(value -> newest.put(key, value), () -> newest.remove(key));
            }
            return newest;
        }
    }

    @Test
    void theNewestValuesSurviveAPowerLossAfterAnySystemCall() throws StorageException {
        int outcomes = 0;
        int bounded = 0;
        long calls = 0;
        for (boolean ended = true; ended; calls++) {
            EveryOutcome outcome = new EveryOutcome();
            int here = 0;
            do {
                ended = crash(calls, outcome);
                here++;
            } while (here < MOST_OUTCOMES && outcome.next());
            bounded += here == MOST_OUTCOMES ? 1 : 0;
            outcomes += here;
        }
        System.out.printf("cleaned twice: power lost after each of %d system calls, %d outcomes; bounded to %d after %d of them%n", calls, outcomes,
                MOST_OUTCOMES, bounded);
        assertThat(outcomes).as("outcomes").isGreaterThan(1_000);
    }

    private static boolean crash(long calls, EveryOutcome outcome) throws StorageException {
        Life life = new Life();
        boolean ended = life.live(calls);
        try {
            life.recover(outcome);
        } catch (StorageException | AssertionError | RuntimeException e) {
            throw new AssertionError("power lost after " + calls + " system calls, " + outcome + ": " + e.getMessage(), e);
        }
        return ended;
    }
}
