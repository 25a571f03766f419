package dev.tidemark.storage.cleaner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.simulation.ForwardingDisk;
import dev.tidemark.simulation.ForwardingFile;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.Record;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cleaner at work in a log directory on the real disk. */
final class CleanerAtWorkTest {
    private static final int LOGS = 4;
    private static final int KEYS = 20;
    private static final int DAMAGED = 2;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.CLEANUP_POLICY, "compact").with(LogConfig.SEGMENT_BYTES, 4_000)
            .with(LogConfig.FILE_DELETE_DELAY_MS, 0);
    private static final CleanerConfig CLEANER = CleanerConfig.DEFAULT.withDedupeBufferBytes(1 << 16).withIoBufferBytes(2_000).withBackoffMs(2);

    @TempDir
    private Path data;

    private static TopicPartition partition(int number) {
        return new TopicPartition("prices", number);
    }

    private static void append(PartitionLog log, int count, long timestampMs) throws Exception {
        for (int i = 0; i < count; i++) {
            log.append(List.of(Record.of("k" + i % KEYS, "v" + log.logEndOffset())), 0, timestampMs);
        }
        log.advanceHighWatermark(log.logEndOffset());
    }

    private static Map<String, String> newest(List<LogEntry> entries) {
        Map<String, String> newest = new TreeMap<>();
        entries.forEach(entry -> newest.put(entry.record().keyText().orElseThrow(), entry.record().valueText().orElseThrow()));
        return newest;
    }

    @Test
    void threadsCleanSeveralLogsWhileTheyAreReadAndOneIsDamaged() throws Exception {
        long now = System.currentTimeMillis();
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, now)) {
            for (int i = 0; i < LOGS; i++) {
                append(directory.open(partition(i), CONFIG), 600, now);
            }
            directory.tick(now);
            directory.checkpointRecoveryPoints();
            damage(DAMAGED);
            AtomicBoolean isOver = new AtomicBoolean();
            ExecutorService readers = Executors.newFixedThreadPool(LOGS);
            List<Future<Integer>> passes = new ArrayList<>();
            for (int i = 0; i < LOGS; i++) {
                if (i != DAMAGED) {
                    PartitionLog log = directory.log(partition(i));
                    passes.add(readers.submit(reader(log, isOver)));
                }
            }
            LogCleaner cleaner = new LogCleaner(directory, CLEANER.withThreads(2), new Random(1));
            CleanerThreads threads = new CleanerThreads(cleaner, CLEANER.withThreads(2));
            try {
                for (int round = 0; round < 200 && !isDone(directory, cleaner); round++) {
                    Thread.sleep(50);
                    directory.tick(now);
                }
            } finally {
                threads.close();
            }
            isOver.set(true);
            for (Future<Integer> pass : passes) {
                assertThat(pass.get()).as("passes of a reader").isPositive();
            }
            readers.shutdown();
            assertThat(cleaner.uncleanable()).containsOnlyKeys(partition(DAMAGED));
            assertThat(directory.failure()).as("damage takes no directory offline").isEmpty();
            for (int i = 0; i < LOGS; i++) {
                assertThat(directory.cleanedOffsets().get(partition(i)) > 500).as("log %d was cleaned", i).isEqualTo(i != DAMAGED);
            }
        }
    }

    /** Whoever interrupts a thread that is at a file closes the file, for everybody. */
    @Test
    void closedInTheMiddleOfItsWorkItLeavesEveryFileOpenAndNothingHalfDone() throws Exception {
        long now = System.currentTimeMillis();
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, now)) {
            PartitionLog log = directory.open(partition(0), CONFIG);
            LogCleaner cleaner = new LogCleaner(directory, CLEANER, new Random(1));
            for (int round = 0; round < 40; round++) {
                append(log, 600, now);
                directory.tick(now);
                directory.checkpointRecoveryPoints();
                CleanerThreads threads = new CleanerThreads(cleaner, CLEANER);
                Thread.sleep(round % 10);
                threads.close();
                assertThat(directory.failure()).isEmpty();
                assertThat(cleaner.uncleanable()).isEmpty();
                assertThat(log.reader().records(0)).hasSizeGreaterThanOrEqualTo(KEYS);
                assertThat(data.resolve(partition(0).directory()).toFile().list()).noneMatch(name -> name.endsWith(".cleaned") || name.endsWith(".swap"));
            }
            assertThat(cleaner.newWorker().step(now)).as("there is still work to do").isTrue();
        }
    }

    private boolean isDone(LogDirectory directory, LogCleaner cleaner) {
        boolean allClean = true;
        for (int i = 0; i < LOGS; i++) {
            allClean &= i == DAMAGED || directory.cleanedOffsets().get(partition(i)) > 500;
        }
        return allClean && !cleaner.uncleanable().isEmpty();
    }

    /** Reads all over and over: offsets ascend, and every key has its newest value. */
    private static Callable<Integer> reader(PartitionLog log, AtomicBoolean isOver) {
        Map<String, String> expected = new TreeMap<>();
        for (long offset = log.logEndOffset() - KEYS; offset < log.logEndOffset(); offset++) {
            expected.put("k" + offset % KEYS, "v" + offset);
        }
        return () -> {
            int passes = 0;
            for (boolean isLast = false; !isLast; passes++) {
                isLast = isOver.get();
                List<LogEntry> found = log.reader().records(0);
                assertThat(found).extracting(LogEntry::offset).isSorted().doesNotHaveDuplicates();
                assertThat(newest(found)).isEqualTo(expected);
            }
            return passes;
        };
    }

    /** A bit of a record in the first segment turns over, where nobody looks but the cleaner. */
    private void damage(int number) throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(data.resolve(partition(number).directory()).resolve("00000000000000000000.log").toFile(), "rw")) {
            file.seek(70);
            int read = file.read();
            file.seek(70);
            file.write(read ^ 1);
        }
    }

    @Test
    void aTickCleansWhatIsDueAndOnlyThat() throws Exception {
        long now = 1_000_000;
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, now)) {
            PartitionLog log = directory.open(partition(0), CONFIG.with(LogConfig.MIN_COMPACTION_LAG_MS, 10_000));
            PartitionLog deleted = directory.open(partition(1), CONFIG.with(LogConfig.CLEANUP_POLICY, "delete"));
            append(log, 200, now);
            append(deleted, 200, now);
            new LogCleaner(directory, CLEANER.withBackoffMs(5_000), new Random(1)).cleanOnTick();
            directory.tick(now);
            directory.checkpointRecoveryPoints();
            directory.tick(now + 6_000);
            assertThat(directory.cleanedOffsets().get(partition(0))).as("too young").isZero();
            directory.tick(now + 10_999);
            assertThat(directory.cleanedOffsets().get(partition(0))).as("not before the backoff is over").isZero();
            directory.tick(now + 11_000);
            assertThat(directory.cleanedOffsets().get(partition(0))).as("old enough").isPositive();
            assertThat(directory.cleanedOffsets().get(partition(1))).as("not compacted").isZero();
        }
    }

    /** Larger than all buffers of the cleaner, with small ones between them. */
    @Test
    void largeBatchesKeepTheirPlaceAmongSmallOnes() throws Exception {
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, 0)) {
            PartitionLog log = directory.open(partition(0), CONFIG.with(LogConfig.SEGMENT_BYTES, 8 << 20));
            for (int i = 0; i < 60; i++) {
                String value = "v" + i + "-".repeat(i % 3 == 0 ? 300_000 : 10);
                log.append(List.of(Record.of("k" + i % 40, value), Record.of("twice", value)), 0, 0);
            }
            log.roll();
            log.advanceHighWatermark(log.logEndOffset());
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            Map<String, String> before = newest(log.reader().records(0));
            finish(new LogCleaner(directory, CLEANER, new Random(1)).newWorker());
            List<LogEntry> after = log.reader().records(0);
            assertThat(after).hasSize(41).extracting(LogEntry::offset).isSorted();
            assertThat(newest(after)).isEqualTo(before);
        }
    }

    @Test
    void aDisabledCleanerDoesNothing() throws Exception {
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, 0)) {
            append(directory.open(partition(0), CONFIG), 200, 0);
            new LogCleaner(directory, CLEANER.disabled(), new Random(1)).cleanOnTick();
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            directory.tick(100_000);
            assertThat(directory.cleanedOffsets().get(partition(0))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"maps keys", "rewrites"})
    void aReadThatTheDiskRefusesTakesTheDirectoryOffline(String whileIt) throws Exception {
        AtomicBoolean refuses = new AtomicBoolean();
        try (LogDirectory directory = LogDirectory.open(unreadable(RealDisk.at(data), refuses), LogDirectoryConfig.DEFAULT, 0)) {
            PartitionLog log = directory.open(partition(0), CONFIG);
            append(log, 600, 0);
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            LogCleaner cleaner = new LogCleaner(directory, CLEANER, new Random(1), partition -> new CleaningWatcher() {
                @Override
                public void rewriting(List<Long> group) {
                    refuses.set(true);
                }
            });
            LogCleaner.Worker worker = cleaner.newWorker();
            refuses.set(!whileIt.equals("rewrites"));
            assertThatThrownBy(() -> finish(worker)).isInstanceOf(StorageException.class).hasMessageContaining("cannot read");
            assertThat(directory.failure()).as("why the directory is offline").get().asString().contains("cannot read");
            assertThat(cleaner.uncleanable()).as("logs that are to blame").isEmpty();
            assertThat(worker.isBusy()).isFalse();
            assertThatThrownBy(() -> append(log, 1, 0)).isInstanceOf(StorageException.class).hasMessageContaining("offline").hasMessageContaining("cannot read");
        }
    }

    /** After an unclean election it may lie below the high watermark; and the segment is as long as before when it is to be swapped. */
    @Test
    void whatAFollowerCutsOffWhileItIsCleanedDoesNotComeBack() throws Exception {
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, 0)) {
            PartitionLog log = directory.open(partition(0), CONFIG);
            append(log, 30, 0);
            log.roll();
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            AtomicBoolean isRewriting = new AtomicBoolean();
            LogCleaner cleaner = new LogCleaner(directory, CLEANER.withIoBufferBytes(1), new Random(1), partition -> new CleaningWatcher() {
                @Override
                public void rewriting(List<Long> group) {
                    isRewriting.set(true);
                }
            });
            LogCleaner.Worker worker = cleaner.newWorker();
            while (!isRewriting.get()) {
                assertThat(worker.step(0)).isTrue();
            }
            for (int batch = 1; batch < 30; batch++) { // the first is read
                assertThat(worker.step(0)).isTrue();
            }
            directory.truncateTo(partition(0), 25);
            for (int i = 25; i < 30; i++) {
                log.append(List.of(Record.of("k" + i % KEYS, "of the new leader")), 1, 0);
            }
            log.roll();
            finish(worker);
            assertThat(log.reader().records(25)).hasSize(5).allMatch(entry -> entry.record().valueText().orElseThrow().equals("of the new leader"));
            assertThat(cleaner.uncleanable()).isEmpty();
        }
    }

    /** As a follower does whose log ends before its leader's begins. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3, 8, 20})
    void aLogThatIsEmptiedWhileItIsCleanedStaysInUse(int steps) throws Exception {
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, 0)) {
            PartitionLog log = directory.open(partition(0), CONFIG);
            append(log, 600, 0);
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            LogCleaner cleaner = new LogCleaner(directory, CLEANER, new Random(1));
            LogCleaner.Worker worker = cleaner.newWorker();
            for (int step = 0; step < steps; step++) {
                assertThat(worker.step(0)).isTrue();
            }
            directory.truncateFullyAndStartAt(partition(0), 1_000);
            finish(worker);
            assertThat(directory.failure()).isEmpty();
            assertThat(cleaner.uncleanable()).isEmpty();
            append(log, 600, 0);
            Map<String, String> written = newest(log.reader().records(1_000));
            directory.tick(0);
            directory.checkpointRecoveryPoints();
            finish(worker);
            assertThat(directory.cleanedOffsets().get(partition(0))).isGreaterThan(1_000);
            assertThat(newest(log.reader().records(1_000))).isEqualTo(written);
        }
    }

    @Test
    @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // they may come to wait for each other
    void aLogThatIsEmptiedAgainAndAgainWhileThreadsCleanItStaysInUse() throws Exception {
        long now = System.currentTimeMillis();
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(data), LogDirectoryConfig.DEFAULT, now)) {
            PartitionLog log = directory.open(partition(0), CONFIG);
            CleanerConfig twoThreads = CLEANER.withThreads(2).withBackoffMs(0);
            LogCleaner cleaner = new LogCleaner(directory, twoThreads, new Random(1));
            CleanerThreads threads = new CleanerThreads(cleaner, twoThreads);
            try {
                for (int time = 1; time <= 20; time++) {
                    appendForCleaning(directory, log, now);
                    Thread.sleep(time);
                    directory.truncateFullyAndStartAt(partition(0), 10_000L * time);
                }
                appendForCleaning(directory, log, now);
                for (int pause = 0; pause < 200 && directory.cleanedOffsets().get(partition(0)) <= log.logStartOffset(); pause++) {
                    Thread.sleep(50);
                }
            } finally {
                threads.close();
            }
            assertThat(directory.cleanedOffsets().get(partition(0))).as("the threads are still at work").isGreaterThan(log.logStartOffset());
            assertThat(directory.failure()).isEmpty();
            assertThat(cleaner.uncleanable()).isEmpty();
        }
    }

    private static void appendForCleaning(LogDirectory directory, PartitionLog log, long nowMs) throws Exception {
        append(log, 2_000, nowMs);
        directory.tick(nowMs);
        directory.checkpointRecoveryPoints();
    }

    private static void finish(LogCleaner.Worker worker) throws StorageException {
        while (worker.step(0)) {
            // the next piece
        }
    }

    /** A disk that refuses to read batches, once it does. */
    private static Disk unreadable(Disk disk, AtomicBoolean refuses) {
        return new ForwardingDisk(disk) {
            @Override
            protected DiskFile around(DiskFile file) {
                return new ForwardingFile(file) {
                    @Override
                    public int read(ByteBuffer target, long position) throws StorageException {
                        if (path().endsWith(".log") && refuses.get()) {
                            throw new StorageException(path() + ": cannot read");
                        }
                        return super.read(target, position);
                    }
                };
            }
        };
    }

    @Test
    void theLimitIsOneForAllThreads() {
        Throttle throttle = new Throttle(1_000, 0);
        assertThat(throttle.waitAfter(500, 0)).as("500 bytes at 1000 a second").isEqualTo(500_000_000L);
        assertThat(throttle.waitAfter(500, 0)).as("another thread waits for the first").isEqualTo(1_000_000_000L);
        assertThat(throttle.waitAfter(0, 2_000_000_000L)).as("time that nobody used is not saved").isZero();
        assertThat(throttle.waitAfter(100, 2_000_000_000L)).isEqualTo(100_000_000L);
    }
}
