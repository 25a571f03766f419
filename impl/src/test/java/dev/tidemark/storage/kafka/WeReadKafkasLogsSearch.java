package dev.tidemark.storage.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.From;
import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.When;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import dev.tidemark.storage.kafka.LivingLog.Ending;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.Rule;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;

/**
 * Whatever has happened to a log of Apache Kafka's, we open its directory and find what Apache Kafka finds: after a shutdown in peace, after a
 * crash, with a torn tail, and when nothing but the batches is left.
 *
 * <p>It still finds differences where the log start has moved, and so is not run with the other tests, but by {@code -Dtest=WeReadKafkasLogsSearch}.
 */
@RunWith(JUnitQuickcheck.class)
public class WeReadKafkasLogsSearch {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Property(trials = 100)
    public void weFindWhatKafkaWrote(@From(LogHistories.class) @When(seed = 1) LogHistory history) {
        try {
            requireThatWeFindWhatKafkaWrote(history);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("after " + history + ": " + e.getMessage(), e);
        }
    }

    private void requireThatWeFindWhatKafkaWrote(LogHistory history) throws Exception {
        Path kafkas = newFolder();
        KafkaDirectory directory = new KafkaDirectory(kafkas, history);
        new LogLife(history, directory).live();
        directory.commitTo(directory.endOffset());
        Found written = KafkaLogs.in(directory.log());
        Random random = new Random(history.settings());
        Ending ending = Ending.values()[random.nextInt(Ending.values().length)];
        directory.end(ending, random);
        assertThat(find(kafkas, history, written, "that ended with " + ending).batches()).as("what we find in what Kafka wrote")
                .endsWith(written.batches().toArray(new String[0]));
        Path bare = DirectoryCopy.ofBatches(kafkas, newFolder());
        assertThat(find(bare, history, written, "of which only batches are left").batches()).as("what we find if only batches are left")
                .endsWith(written.batches().toArray(new String[0]));
    }

    private Found find(Path directory, LogHistory history, Found written, String which) throws Exception {
        return BothSides.find(directory, newFolder(), OurDirectory.config(history), written.logStartOffset(), which);
    }

    private Path newFolder() throws IOException {
        return folder.newFolder().toPath();
    }
}
