package dev.tidemark.benchmark;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.cleaner.CleanerConfig;
import dev.tidemark.storage.cleaner.LogCleaner;
import dev.tidemark.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;

/** Our LogCleaner, without threads. */
final class TidemarkCleaning implements BenchmarkedCleaner {
    private final LogDirectory directory;
    private final LogCleaner.Worker worker;

    TidemarkCleaning(Path logDirectory) throws Exception {
        directory = LogDirectory.open(RealDisk.at(logDirectory), LogDirectoryConfig.DEFAULT, System.currentTimeMillis());
        LogConfig config = LogConfig.of(Map.of("segment.bytes", "" + BenchmarkedLog.SEGMENT_BYTES, "cleanup.policy", "compact"));
        PartitionLog log = directory.open(TopicPartition.ofDirectory(BenchmarkedLog.PARTITION).orElseThrow(), config);
        log.roll();
        log.flush();
        log.advanceHighWatermark(log.logEndOffset());
        directory.checkpointRecoveryPoints();
        worker = new LogCleaner(directory, CleanerConfig.DEFAULT.withDedupeBufferBytes(DEDUPE_BUFFER_BYTES), new Random(1)).newWorker();
    }

    @Override
    public void clean() throws Exception {
        while (worker.step(System.currentTimeMillis())) {
            // until nothing is worth it
        }
    }

    @Override
    public void close() throws IOException {
        directory.close();
    }
}
