package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.Record;
import java.util.ArrayList;
import java.util.List;

/**
 * A short life of a log directory that ends at some system call, beside what must be true of it afterwards: kept as lists and numbers, without a
 * look at the log's own idea of itself.
 */
final class CrashedLog {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final long SLOW = Long.MAX_VALUE;

    private final SimulatedDisk simulated = new SimulatedDisk(new MemoryDisk());
    private final CrashingDisk disk = new CrashingDisk(simulated);
    private final LogConfig config;
    /** Each life that the log may turn out to have had: while it is being cut, the one before and the one after. */
    private List<List<LogEntry>> histories = List.of(List.of());
    /** Everything below was flushed before the crash. */
    private long promised;
    /** The highest that the log start may be. */
    private long logStart;
    private LogDirectory directory;
    private PartitionLog log;
    private long nowMs = 1_000;

    CrashedLog(LogConfig config) {
        this.config = config;
    }

    /** Something that is done to the log, and told to the model. */
    interface Step {
        void take(CrashedLog log) throws StorageException;
    }

    /**
     * Lives until a system call, or to the end.
     *
     * @return whether it ended before all steps were taken
     */
    boolean live(List<Step> steps, long systemCalls) throws StorageException {
        disk.crashAfter(systemCalls);
        try {
            open();
            for (Step step : steps) {
                step.take(this);
            }
            return false;
        } catch (CrashingDisk.Crash e) {
            return true;
        } finally {
            disk.crashAfter(Long.MAX_VALUE);
        }
    }

    private void open() throws StorageException {
        LogDirectoryConfig slow = new LogDirectoryConfig(SLOW, SLOW, SLOW, SLOW, SLOW, SLOW);
        directory = LogDirectory.open(disk, slow, nowMs);
        log = directory.open(PARTITION, config);
    }

    void append(int records) throws StorageException {
        List<LogEntry> entries = new ArrayList<>(history());
        List<Record> batch = new ArrayList<>();
        for (int i = 0; i < records; i++) {
            Record record = Record.of("k" + entries.size() % 3, "v" + entries.size() + "-" + nowMs);
            batch.add(record);
            entries.add(new LogEntry(entries.size(), 0, nowMs, record));
        }
        histories = List.of(entries);
        log.append(batch, 0, nowMs);
        nowMs += 10;
    }

    private List<LogEntry> history() {
        return histories.get(histories.size() - 1);
    }

    void roll() throws StorageException {
        log.roll();
    }

    void flush() throws StorageException {
        log.flush();
        promised = history().size();
    }

    void tick() throws StorageException {
        directory.tick(nowMs);
        promised = Math.max(promised, log.recoveryPoint());
    }

    void checkpoint() throws StorageException {
        directory.checkpointRecoveryPoints();
        directory.checkpointHighWatermarks();
        directory.checkpointLogStartOffsets();
    }

    void commitAll() {
        log.advanceHighWatermark(history().size());
    }

    void truncateTo(long offset) throws StorageException {
        List<LogEntry> kept = new ArrayList<>(history().subList(0, (int) offset));
        promised = Math.min(promised, offset);
        histories = List.of(history(), kept);
        directory.truncateTo(PARTITION, offset);
        histories = List.of(kept);
    }

    void deleteRecords(long offset) throws StorageException {
        logStart = Math.max(logStart, offset);
        log.advanceLogStartOffset(offset);
    }

    void deleteOldSegments() throws StorageException {
        logStart = Math.max(logStart, history().size());
        log.deleteOldSegments(nowMs);
        logStart = log.logStartOffset();
    }

    void deleteFiles() throws StorageException {
        nowMs += config.fileDeleteDelayMs();
        directory.tick(nowMs);
    }

    void restartInPeace() throws StorageException {
        long end = history().size();
        directory.shutDown(3);
        promised = end;
        open();
        assertThat(log.logEndOffset()).as("log end after a shutdown in peace").isEqualTo(end);
    }

    void losePower(PowerLoss loss) throws StorageException {
        simulated.powerLoss(loss);
    }

    /** Opens what is left and holds it against the model; then it lives on, and crashes again, as if that were the first time. */
    void recover() throws StorageException {
        disk.crashAfter(Long.MAX_VALUE);
        open();
        long start = log.logStartOffset();
        long end = log.logEndOffset();
        List<LogEntry> found = log.reader().records(start);
        assertThat(start).as("log start").isLessThanOrEqualTo(logStart);
        assertThat(end).as("log end: everything below %d was flushed", promised).isGreaterThanOrEqualTo(promised);
        assertThat(histories).as("lives that explain offsets %d to %d", start, end)
                .anySatisfy(life -> assertThat(end <= life.size() || start == end).isTrue())
                .anySatisfy(life -> assertThat(found).isEqualTo(start == end ? List.of() : life.subList((int) start, (int) end)));
    }

    void liveOnAndCrashAgain() throws StorageException {
        long start = log.logStartOffset();
        List<LogEntry> expected = new ArrayList<>(log.reader().records(start));
        Record record = Record.of("k", "after");
        expected.add(new LogEntry(log.logEndOffset(), 1, nowMs, record));
        log.append(List.of(record), 1, nowMs);
        log.flush();
        simulated.powerLoss(new Worst());
        open();
        assertThat(log.reader().records(log.logStartOffset())).as("flushed in its second life").endsWith(expected.toArray(new LogEntry[0]));
    }

    /** Nothing that was not synced remains. */
    private static final class Worst implements PowerLoss {
        @Override
        public boolean undoes() {
            return true;
        }

        @Override
        public long bytesKept(String path, long unsynced) {
            return 0;
        }

        @Override
        public boolean leavesZeros(String path) {
            return false;
        }
    }
}
