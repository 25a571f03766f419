package dev.tidemark.storage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.EpochEntry;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.kafka.LivingLog.Batch;
import dev.tidemark.storage.kafka.LivingLog.Timed;
import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.storage.internals.checkpoint.OffsetCheckpointFile;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** After deleteRecords and a crash of the process, Apache Kafka's log and ours read the same leader epochs from the same directory. */
final class EpochsBesideKafkaTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final int EPOCHS = 3;
    private static final int RECORDS_EACH = 2;
    private static final long END = EPOCHS * RECORDS_EACH;

    @TempDir
    private Path data;

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void theSameEpochsAreFoundWhereverTheLogStarts(boolean isFlushed, boolean isCheckpointed) throws Exception {
        for (long start = 0; start < END; start++) {
            Both found = find(start, isFlushed, isCheckpointed);
            assertThat(found.ours()).as("our epochs with the log start moved to %d", start).isNotEmpty().isEqualTo(found.kafkas());
        }
    }

    /** A log that starts at its end: see {@code DIVERGENCES.md}. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void whereNothingIsLeftKafkaForgetsThem(boolean isFlushed, boolean isCheckpointed) throws Exception {
        Both found = find(END, isFlushed, isCheckpointed);
        assertThat(found.kafkas()).isEmpty();
        assertThat(found.ours()).isEqualTo(isCheckpointed ? List.of(new EpochEntry(2, END))
                : List.of(new EpochEntry(0, 0), new EpochEntry(1, 2), new EpochEntry(2, 4)));
    }

    /** What is found in two copies of a directory. */
    private record Both(List<EpochEntry> ours, List<EpochEntry> kafkas) {}

    private Both find(long start, boolean isFlushed, boolean isCheckpointed) throws Exception {
        Path written = write(Files.createDirectory(data.resolve("written" + start)), start, isFlushed, isCheckpointed);
        return new Both(ours(DirectoryCopy.of(written, Files.createDirectory(data.resolve("ours" + start)))),
                kafkas(DirectoryCopy.of(written, Files.createDirectory(data.resolve("kafkas" + start)))));
    }

    private static Path write(Path root, long start, boolean isFlushed, boolean isCheckpointed) throws Exception {
        OurDirectory directory = new OurDirectory(root, LogConfig.DEFAULT);
        directory.setTime(NOW_MS);
        for (int i = 0; i < END; i++) {
            Record record = Record.of("k", "v" + i);
            directory.append(new Batch(i / RECORDS_EACH, CompressionType.NONE, ProducerStamp.NONE, false, List.of(new Timed(NOW_MS, record))));
        }
        directory.commitTo(END);
        if (isFlushed) {
            directory.flush();
        }
        directory.checkpoint();
        directory.moveStartTo(start);
        if (isCheckpointed) {
            directory.checkpoint();
        }
        return root;
    }

    private static List<EpochEntry> ours(Path root) throws Exception {
        try (LogDirectory directory = LogDirectory.open(RealDisk.at(root), LogDirectoryConfig.DEFAULT, NOW_MS)) {
            return directory.open(OurDirectory.PARTITION, LogConfig.DEFAULT).epochs().entries();
        }
    }

    private static List<EpochEntry> kafkas(Path root) throws Exception {
        try (UnifiedLog log = KafkaLogs.open(root.resolve(PARTITION.toString()), Map.of(), checkpointed(root, "log-start-offset-checkpoint"),
                checkpointed(root, "recovery-point-offset-checkpoint"), false, new KafkaLogs.Clock(NOW_MS))) {
            return log.leaderEpochCache().epochEntries().stream().map(entry -> new EpochEntry(entry.epoch(), entry.startOffset())).toList();
        }
    }

    private static long checkpointed(Path root, String name) throws Exception {
        return new OffsetCheckpointFile(root.resolve(name).toFile(), new LogDirFailureChannel(1)).read().getOrDefault(PARTITION, 0L);
    }
}
