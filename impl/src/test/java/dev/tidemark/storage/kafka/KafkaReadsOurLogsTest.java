package dev.tidemark.storage.kafka;

import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Histories after which Apache Kafka once found less in a directory of ours than we did. */
public class KafkaReadsOurLogsTest {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    /** A time index without its last entry, after a clean restart and after a cleaning; a torn snapshot; a last stable offset below the log start. */
    @Test
    public void whatWasFoundOnceIsMended() {
        KafkaReadsOurLogsSearch search = new KafkaReadsOurLogsSearch();
        search.folder = folder;
        List.of("deleted 562652: APPEND 299708, ROLL 39468, RESTART 709646, APPEND 669645",
                "compacted 553210: APPEND 840779, COMPACT 478752, APPEND 934720",
                "compacted 162821: APPEND 136531, PROCESS_CRASH 609585, APPEND 287282, PROCESS_CRASH 844117, COMPACT 446840, POWER_LOSS 377938",
                "deleted 566810: APPEND 103773, APPEND 777191, COMMIT 817497, MOVE_START 256450").forEach(text -> search.kafkaFindsWhatWeWrote(LogHistory.parse(text)));
    }
}
