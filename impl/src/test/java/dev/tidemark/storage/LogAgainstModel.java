package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.OffsetRange;
import dev.tidemark.storage.record.Record;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** One random run of a {@link PartitionLog} beside a list of entries. It keeps the caller's promises: checkpoints move back before appends. */
final class LogAgainstModel {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final Path root;
    private final SplittableRandom random;
    private final SimulatedDisk simulated;
    private final CrashingDisk disk;
    private final OffsetCheckpoint checkpoint;
    private final LogConfig config;
    /** What the log holds or, in the middle of an append, would hold. */
    private List<LogEntry> entries = new ArrayList<>();
    /** What must survive a power loss, and what a process crash. */
    private long durable;
    private long written;
    private int leaderEpoch;
    private PartitionLog log;

    LogAgainstModel(Path root, long seed) throws StorageException {
        this.root = root;
        random = new SplittableRandom(seed);
        simulated = new SimulatedDisk(root);
        disk = new CrashingDisk(simulated);
        checkpoint = new OffsetCheckpoint(disk, "", OffsetCheckpoint.RECOVERY_POINT);
        config = LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, random.nextInt(150, 1500)).with(LogConfig.INDEX_INTERVAL_BYTES, random.nextInt(0, 300));
        log = open();
    }

    void run(int steps) throws StorageException {
        for (int i = 0; i < steps; i++) {
            disk.crashAfter(random.nextInt(4) == 0 ? random.nextInt(14) : Long.MAX_VALUE);
            try {
                step();
            } catch (CrashingDisk.Crash e) {
                recover();
            }
            assertThat(log.reader().records(0)).isEqualTo(entries);
            readSomewhere();
        }
        simulated.processCrash();
    }

    private void step() throws StorageException {
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> append();
            case 4, 5 -> flush();
            case 6 -> truncate();
            case 7 -> {
                leaderEpoch++;
                log.assignEpoch(leaderEpoch);
            }
            case 8 -> reopen();
            default -> recover();
        }
    }

    private void append() throws StorageException {
        leaderEpoch += random.nextInt(5) == 0 ? 1 : 0;
        for (int batches = random.nextInt(1, 6); batches > 0; batches--) {
            List<Record> records = new ArrayList<>();
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                records.add(Record.of("k" + random.nextInt(3), "v".repeat(random.nextInt(60)) + entries.size()));
            }
            long base = entries.size();
            for (Record record : records) {
                entries.add(new LogEntry(entries.size(), leaderEpoch, 7, record));
            }
            assertThat(log.append(records, leaderEpoch, 7)).isEqualTo(new OffsetRange(base, entries.size() - 1));
            written = entries.size();
        }
    }

    private void flush() throws StorageException {
        log.flush();
        durable = entries.size();
        assertThat(log.recoveryPoint()).isEqualTo(durable);
        assertNothingIsDamaged();
        if (random.nextBoolean()) {
            saveRecoveryPoint();
        }
    }

    private void truncate() throws StorageException {
        long target = random.nextLong(entries.size() + 2L);
        long kept = target < entries.size() ? log.read(target, 0).startOffset() : entries.size();
        durable = Math.min(durable, kept);
        written = Math.min(written, kept);
        assertThat(log.truncateTo(target)).isEqualTo(kept);
        entries = new ArrayList<>(entries.subList(0, (int) kept));
        assertThat(log.epochs().entries()).allMatch(entry -> entry.startOffset() < Math.max(target, 1));
        saveRecoveryPoint();
        assertNothingIsDamaged();
    }

    private void reopen() throws StorageException {
        log.close();
        long end = entries.size();
        log = open();
        assertRecovered(end);
    }

    /** A crash of the process or of the machine; the next start may crash as well. */
    private void recover() throws StorageException {
        boolean losesPower = random.nextBoolean();
        if (losesPower) {
            simulated.powerLoss(random);
        } else {
            simulated.processCrash();
        }
        disk.crashAfter(random.nextInt(4) == 0 ? random.nextInt(6) : Long.MAX_VALUE);
        long survives = losesPower ? durable : written;
        try {
            log = open();
        } catch (CrashingDisk.Crash e) {
            written = survives; // the model reads the log only when it is open: what a process crash keeps of a torn log is not known yet
            recover();
            return;
        }
        assertRecovered(survives);
        disk.crashAfter(Long.MAX_VALUE);
        if (losesPower) {
            durable = entries.size();
        }
    }

    private PartitionLog open() throws StorageException {
        long checkpointed = checkpoint.read().getOrDefault(PARTITION, 0L);
        PartitionLog opened = PartitionLog.open(disk, PARTITION.directory(), config, checkpointed);
        assertThat(opened.recoveryPoint()).isEqualTo(Math.min(checkpointed, opened.logEndOffset()));
        log = opened;
        saveRecoveryPoint();
        return opened;
    }

    private void assertRecovered(long survives) throws StorageException {
        List<LogEntry> found = log.reader().records(0);
        assertThat(found).as("a prefix of what was appended").isEqualTo(entries.subList(0, Math.min(found.size(), entries.size())));
        assertThat((long) found.size()).as("at least what had to survive").isGreaterThanOrEqualTo(survives);
        entries = new ArrayList<>(found);
        written = found.size();
        assertThat(log.epochs().entries()).as("the epochs of the records").isEqualTo(epochsOf(entries));
        assertThat(log.logEndOffset()).isEqualTo(found.size());
        assertNothingIsDamaged();
    }

    private void assertNothingIsDamaged() throws StorageException {
        assertThat(LogDirectoryReport.of(RealDisk.readOnlyAt(root), "").orElseThrow().damages()).isEmpty();
    }

    private static List<EpochEntry> epochsOf(List<LogEntry> entries) {
        List<EpochEntry> epochs = new ArrayList<>();
        for (LogEntry entry : entries) {
            if (epochs.isEmpty() || epochs.get(epochs.size() - 1).leaderEpoch() != entry.leaderEpoch()) {
                epochs.add(new EpochEntry(entry.leaderEpoch(), entry.offset()));
            }
        }
        return epochs;
    }

    private void readSomewhere() throws StorageException {
        long offset = random.nextLong(entries.size() + 1L);
        LogSlice slice = log.reader().read(offset, random.nextInt(500), random.nextLong(entries.size() + 1L));
        assertThat(slice.startOffset()).isLessThanOrEqualTo(offset);
        assertThat(log.reader().records(offset)).isEqualTo(entries.subList((int) offset, entries.size()));
    }

    private void saveRecoveryPoint() throws StorageException {
        checkpoint.write(Map.of(PARTITION, log.recoveryPoint()));
    }
}
