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
import java.util.Map;
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
     * @param written what was in the log before; after a crash it may begin before that again
     * @param which   directory this is, for who reads that they differ
     */
    static Found find(Path directory, Path scratch, LogConfig config, Found written, String which) throws Exception {
        boolean isClean = new CleanShutdownFileHandler(directory.toString()).exists();
        Found ours = weFind(DirectoryCopy.of(directory, Files.createDirectory(scratch.resolve("ours"))), config);
        Found kafkas = kafkaFinds(DirectoryCopy.of(directory, Files.createDirectory(scratch.resolve("kafkas"))), config);
        boolean hasSnapshot = isClean && ours.logStartOffset() < ours.logEndOffset(); // Kafka deletes one that is not above the log start
        requireSame(kafkas, ours, hasSnapshot ? 0 : Math.max(written.logStartOffset(), ours.logStartOffset()), "what Kafka finds in a directory " + which);
        boolean isWhole = isClean || Files.exists(directory.resolve(PARTITION + "/leader-epoch-checkpoint"));
        if (isWhole && ours.logStartOffset() == written.logStartOffset()) {
            requireSame(ours, written, written.logStartOffset(), "what we find in a directory " + which);
        } else {
            assertThat(ours.batches()).as("what we find in a directory " + which).endsWith(written.batches().toArray(new String[0]));
        }
        return ours;
    }

    private static void requireSame(Found found, Found expected, long unsureBelow, String what) {
        assertThat(unsureBelow == 0 ? found : found.comparableWith(expected, unsureBelow)).as(what)
                .isEqualTo(unsureBelow == 0 ? expected : expected.comparableWith(found, unsureBelow));
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
