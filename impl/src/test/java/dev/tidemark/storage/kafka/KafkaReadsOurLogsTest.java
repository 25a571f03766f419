package dev.tidemark.storage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.kafka.LivingLog.Batch;
import dev.tidemark.storage.kafka.LivingLog.Timed;
import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import java.nio.file.Path;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Histories after which Apache Kafka and we once found different things in the same directory. */
public class KafkaReadsOurLogsTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    /** A time index without its last entry, after a clean restart, a cleaning and a roll; a torn snapshot; a last stable offset below the log start. */
    @Test
    public void whatKafkaMissedInOurDirectoriesIsThere() {
        KafkaReadsOurLogsProperties ours = new KafkaReadsOurLogsProperties();
        ours.folder = folder;
        List.of("deleted 562652: APPEND 299708, ROLL 39468, RESTART 709646, APPEND 669645",
                "compacted 553210: APPEND 840779, COMPACT 478752, APPEND 934720",
                "deleted 784138: APPEND 765917, FLUSH 834173, CHECKPOINT 940818, ROLL 306585, APPEND 27926",
                "compacted 162821: APPEND 136531, PROCESS_CRASH 609585, APPEND 287282, PROCESS_CRASH 844117, COMPACT 446840, POWER_LOSS 377938",
                "deleted 566810: APPEND 103773, APPEND 777191, COMMIT 817497, MOVE_START 256450",
                "compacted 141621: APPEND 383259, COMPACT 422270, MOVE_START 495699",
                "compacted 890432: APPEND 409212, APPEND 910075, COMPACT 13540, APPEND 511768").forEach(text -> ours.kafkaFindsWhatWeWrote(LogHistory.parse(text)));
    }

    /** segment.bytes is less than before, and the cleaner has made several segments of one. */
    @Test
    public void whatTheCleanerHasSplitIsThere() throws Exception {
        LogConfig config = LogConfig.DEFAULT.with(LogConfig.CLEANUP_POLICY, "compact").with(LogConfig.MIN_CLEANABLE_DIRTY_RATIO, 0);
        Path root = folder.newFolder().toPath();
        OurDirectory directory = new OurDirectory(root, config);
        long nowMs = 1_700_000_000_000L;
        directory.setTime(nowMs);
        for (int i = 0; i < 60; i++) {
            Record record = Record.of("key" + i % 25, "v" + i);
            directory.append(new Batch(i / 20, CompressionType.NONE, ProducerStamp.NONE, false, List.of(new Timed(nowMs + i, record))));
        }
        directory.commitTo(directory.endOffset());
        directory.roll();
        directory.flush();
        directory.checkpoint();
        directory.restartWith(400);
        directory.compact(nowMs);
        assertThat(directory.log().segments()).as("segments").hasSizeGreaterThan(4);
        Found written = Found.in(directory.log());
        assertThat(written.batches()).hasSize(25);
        BothSides.find(DirectoryCopy.of(root, folder.newFolder().toPath()), folder.newFolder().toPath(), config, written, "after a crash of the process");
        directory.shutDown();
        assertThat(DumpedSegments.complaints(root.resolve("orders-0"), true)).as("what DumpLogSegments complains of").isEmpty();
        BothSides.find(root, folder.newFolder().toPath(), config, written, "after a shutdown in peace");
    }

    /** A producer of whom nothing is left above the log start, where transaction indexes are missing; times behind a batch that the cleaner emptied. */
    @Test
    public void whatWeMissedInDirectoriesOfKafkasIsThere() {
        WeReadKafkasLogsProperties kafkas = new WeReadKafkasLogsProperties();
        kafkas.folder = folder;
        List.of("compacted 141621: APPEND 652387, COMPACT 422270, MOVE_START 495699, APPEND 783201",
                "compacted 678187: APPEND 365949, COMPACT 44513, MOVE_START 112642, COMPACT 823587, APPEND 670896",
                "compacted 902987: APPEND 832716, ROLL 40359, MARKER 622305, APPEND 712008, COMPACT 183567",
                "compacted 890432: APPEND 409212, APPEND 910075, COMPACT 13540, APPEND 511768").forEach(text -> kafkas.weFindWhatKafkaWrote(LogHistory.parse(text)));
    }
}
