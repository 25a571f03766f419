package dev.tidemark.storage.kafka;

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
 */
@RunWith(JUnitQuickcheck.class)
public class WeReadKafkasLogsProperties {
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    @Property(trials = 200)
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
        find(kafkas, history, written, "that ended with " + ending);
        find(DirectoryCopy.ofBatches(kafkas, newFolder()), history, written, "of which only batches are left");
    }

    private void find(Path directory, LogHistory history, Found written, String which) throws Exception {
        BothSides.find(directory, newFolder(), OurDirectory.config(history), written, which);
    }

    private Path newFolder() throws IOException {
        return folder.newFolder().toPath();
    }
}
