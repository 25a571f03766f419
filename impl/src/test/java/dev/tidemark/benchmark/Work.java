package dev.tidemark.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One row on one of the two logs. Everything but the work itself happens before or after the clock runs. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Work {
    static final int RANDOM_READS = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int DIFFERENT_BATCHES = 64;
    private static final int FETCH_BYTES = 1 << 20;

    @Param({"kafka", "tidemark"})
    private String log;

    @Param
    private Row row;

    private final List<ByteBuffer> batches = new ArrayList<>();
    private final Random random = new Random(1);
    private final ByteBuffer fetched = ByteBuffer.allocateDirect(2 * FETCH_BYTES);
    private Path directory;
    private ByteBuffer megabyte;
    private BenchmarkedLog opened;
    private BenchmarkedCleaner cleaner;

    @Setup(Level.Trial)
    public void prepare() throws Exception {
        batches.addAll(row.isAboutCleaning()
                ? Batches.withDuplicates(row.batchCount(), row.recordsPerBatch, row.recordBytes, System.currentTimeMillis())
                : Batches.of(DIFFERENT_BATCHES, row.recordsPerBatch, row.recordBytes, System.currentTimeMillis()));
        megabyte = Batches.joined(batches.subList(0, Math.min(DIFFERENT_BATCHES, FETCH_BYTES / row.batchBytes())));
        directory = Files.createTempDirectory(Files.createDirectories(Path.of("target", "benchmark")), log);
        open();
        if (isOverAFilledLog()) {
            fill();
        }
    }

    private boolean isOverAFilledLog() {
        return switch (row) {
            case READ_IN_16KB, READ_SINGLE, RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE, RECOVER_IN_16KB, RECOVER_SINGLE, CLEAN_1KB, CLEAN_100B -> true;
            default -> false;
        };
    }

    private void open() throws Exception {
        opened = BenchmarkedLog.open(log, directory);
    }

    private void fill() throws Exception {
        for (int i = 0; i < row.batchCount(); i++) {
            appendAsLeader(i);
        }
        opened.flush();
    }

    private void appendAsLeader(int i) throws Exception {
        ByteBuffer batch = batches.get(i % batches.size());
        opened.appendAsLeader(batch.putLong(0, 0).rewind());
    }

    @Setup(Level.Iteration)
    public void begin() throws Exception {
        switch (row) {
            case APPEND_1KB_IN_16KB, APPEND_1KB_SINGLE, APPEND_100B_IN_16KB, FOLLOW_1MB -> {
                opened.close();
                delete(directory);
                open();
            }
            case FLUSH_15KB, FLUSH_1MB, FLUSH_15MB -> {
                for (int i = 0; i < row.batchCount(); i++) {
                    appendAsLeader(i);
                }
            }
            case RECOVER_IN_16KB, RECOVER_SINGLE -> {
                opened.close();
                deleteAllBut(".log");
            }
            case CLEAN_1KB, CLEAN_100B -> {
                copyLog();
                cleaner = BenchmarkedCleaner.open(log, copy());
            }
            case READ_IN_16KB, READ_SINGLE, RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE -> { }
        }
        System.gc();
    }

    /** What it cost the thread that did it. */
    @AuxCounters(AuxCounters.Type.EVENTS)
    @State(Scope.Thread)
    public static class Cost {
        public double processorMicros;
    }

    @Benchmark
    public void work(Cost cost) throws Exception {
        long startNanos = THREADS.getCurrentThreadCpuTime();
        work();
        cost.processorMicros = (THREADS.getCurrentThreadCpuTime() - startNanos) / 1e3;
    }

    void work() throws Exception {
        switch (row) {
            case APPEND_1KB_IN_16KB, APPEND_1KB_SINGLE, APPEND_100B_IN_16KB -> {
                for (int i = 0; i < row.batchCount(); i++) {
                    appendAsLeader(i);
                }
            }
            case FOLLOW_1MB -> follow();
            case READ_IN_16KB, READ_SINGLE -> readAll();
            case RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE -> readAnywhere();
            case FLUSH_15KB, FLUSH_1MB, FLUSH_15MB -> opened.flush();
            case RECOVER_IN_16KB, RECOVER_SINGLE -> open();
            case CLEAN_1KB, CLEAN_100B -> cleaner.clean();
        }
    }

    private void follow() throws Exception {
        long offset = 0;
        for (int i = 0; i < row.megabytes; i++) {
            offset = Batches.place(megabyte, offset);
            opened.appendAsFollower(megabyte.rewind());
        }
    }

    private void readAll() throws Exception {
        for (long offset = 0; offset < opened.logEndOffset(); offset = Batches.endOffset(fetched)) {
            opened.read(offset, FETCH_BYTES, fetched);
        }
    }

    private void readAnywhere() throws Exception {
        for (int i = 0; i < RANDOM_READS; i++) {
            opened.read(random.nextInt((int) opened.logEndOffset()), 1, fetched);
        }
    }

    @TearDown(Level.Iteration)
    public void end() throws Exception {
        if (row.isAboutCleaning()) {
            cleaner.close();
            double left = logBytes(copy()) / (double) logBytes(directory);
            if (left < 0.48 || left > 0.52) {
                throw new IllegalStateException("the cleaner left " + left + " of the log, expected one half");
            }
            delete(copy());
        }
    }

    @TearDown(Level.Trial)
    public void cleanUp() throws Exception {
        opened.close();
        delete(directory);
    }

    private Path copy() {
        return directory.resolveSibling(directory.getFileName() + "-copy");
    }

    private void copyLog() throws IOException {
        Path target = Files.createDirectories(copy().resolve(BenchmarkedLog.PARTITION));
        for (Path file : logFiles(directory)) {
            Files.copy(file, target.resolve(file.getFileName()));
        }
    }

    private static long logBytes(Path logDirectory) throws IOException {
        long bytes = 0;
        for (Path file : logFiles(logDirectory)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static List<Path> logFiles(Path logDirectory) throws IOException {
        try (Stream<Path> files = Files.list(logDirectory.resolve(BenchmarkedLog.PARTITION))) {
            return files.filter(file -> file.toString().endsWith(".log")).toList();
        }
    }

    private void deleteAllBut(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path) && !path.toString().endsWith(suffix)).toList()) {
                Files.delete(file);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
