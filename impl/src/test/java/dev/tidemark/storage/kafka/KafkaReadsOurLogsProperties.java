package dev.tidemark.storage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.From;
import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.When;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.storage.internals.checkpoint.CleanShutdownFileHandler;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Whatever has happened to a log of ours, Apache Kafka's own tool finds no fault in its directory, and Apache Kafka's own log layer opens it and
 * finds what we find: after a shutdown in peace, after the crash of the process, and when nothing but the batches is left.
 */
@RunWith(JUnitQuickcheck.class)
public class KafkaReadsOurLogsProperties {
    private static final String NAME = "orders-0";

    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Property(trials = 200)
    public void kafkaFindsWhatWeWrote(@From(LogHistories.class) @When(seed = 1) LogHistory history) {
        try {
            requireThatKafkaFindsWhatWeWrote(history);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("after " + history + ": " + e.getMessage(), e);
        }
    }

    private void requireThatKafkaFindsWhatWeWrote(LogHistory history) throws Exception {
        Path ours = newFolder();
        OurDirectory directory = new OurDirectory(ours, OurDirectory.config(history));
        new LogLife(history, directory).live();
        directory.comeToRest();
        directory.commitTo(directory.endOffset());
        Found written = Found.in(directory.log());
        Path crashed = DirectoryCopy.of(ours, newFolder());
        directory.shutDown();
        assertThat(DumpedSegments.complaints(ours.resolve(NAME), history.isCompacted())).as("what DumpLogSegments complains of").isEmpty();
        Path unclean = DirectoryCopy.of(ours, newFolder());
        Files.delete(unclean.resolve(CleanShutdownFileHandler.CLEAN_SHUTDOWN_FILE_NAME));
        find(ours, history, written, "after a shutdown in peace");
        find(unclean, history, written, "without its marker");
        find(crashed, history, written, "after a crash of the process");
        find(DirectoryCopy.ofBatches(ours, newFolder()), history, written, "of which only batches are left");
    }

    private void find(Path directory, LogHistory history, Found written, String which) throws Exception {
        BothSides.find(directory, newFolder(), OurDirectory.config(history), written, which);
    }

    private Path newFolder() throws IOException {
        return folder.newFolder().toPath();
    }
}
