package dev.tidemark.storage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.UnifiedLog;

/** Two copies of a log directory, of which one is opened by us and one by Apache Kafka, as a broker does when it starts: both find the same. */
final class BothSides {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    /** Later than any history, and before Kafka forgets its producers. */
    private static final long NOW_MS = 1_700_100_000_000L;

    private BothSides() { }

    /**
     * What both find, once all is committed.
     *
     * @param scratch an empty folder for the copies
     * @param logStartOffset where the log began; after a crash it may begin before that again
     * @param which   directory this is, for who reads that they differ
     */
    static Found find(Path directory, Path scratch, LogConfig config, long logStartOffset, String which) throws Exception {
        Found ours = weFind(DirectoryCopy.of(directory, Files.createDirectory(scratch.resolve("ours"))), config);
        Found kafkas = kafkaFinds(DirectoryCopy.of(directory, Files.createDirectory(scratch.resolve("kafkas"))), config);
        boolean forgets = Math.max(logStartOffset, ours.logStartOffset()) > 0 && !new CleanShutdownFileHandler(directory.toString()).exists();
        boolean mayMiss = mayMissTimes(directory, ours);
        assertThat(comparable(kafkas, kafkas, forgets, mayMiss)).as("what Kafka finds in a directory " + which).isEqualTo(comparable(ours, kafkas, forgets, mayMiss));
        return ours;
    }

    private static Found comparable(Found found, Found kafkas, boolean forgets, boolean mayMiss) {
        Found known = forgets ? found.withoutWhatIsForgotten() : found;
        return mayMiss ? known.withoutTimesMissedBy(kafkas) : known;
    }

    /**
     * Kafka looks for a time in one segment only. It may be one whose young records lie below the log start, or one without timestamps, which
     * Kafka takes to be as young as its file.
     */
    private static boolean mayMissTimes(Path directory, Found found) throws IOException {
        List<Path> segments;
        try (Stream<Path> files = Files.list(directory.resolve(PARTITION.toString()))) {
            segments = files.filter(file -> file.toString().endsWith(".log")).sorted().toList();
        }
        boolean hasEmptied = false;
        for (Path segment : segments.subList(0, Math.max(0, segments.size() - 1))) {
            hasEmptied |= Files.size(segment) == 0;
        }
        return hasEmptied || found.logStartOffset() > 0 || found.batches().stream().anyMatch(batch -> batch.contains(" max -1 "));
    }

    private static Found weFind(Path directory, LogConfig config) throws Exception {
        try (LogDirectory opened = LogDirectory.open(RealDisk.at(directory), LogDirectoryConfig.DEFAULT, NOW_MS)) {
            PartitionLog log = opened.open(OurDirectory.PARTITION, config);
            log.advanceHighWatermark(log.logEndOffset());
            return Found.in(log);
        }
    }

    private static Found kafkaFinds(Path directory, LogConfig config) throws Exception {
        boolean isClean = new CleanShutdownFileHandler(directory.toString()).exists();
        try (UnifiedLog log = KafkaLogs.open(directory.resolve(PARTITION.toString()), Map.of("cleanup.policy", config.isCompacted() ? "compact" : "delete"),
                checkpointed(directory, "log-start-offset-checkpoint"), checkpointed(directory, "recovery-point-offset-checkpoint"), isClean, new KafkaLogs.Clock(NOW_MS))) {
            log.updateHighWatermark(log.logEndOffset());
            return KafkaLogs.in(log);
        }
    }

    private static long checkpointed(Path directory, String name) throws IOException {
        return new OffsetCheckpointFile(directory.resolve(name).toFile(), new LogDirFailureChannel(1)).read().getOrDefault(PARTITION, 0L);
    }
}
