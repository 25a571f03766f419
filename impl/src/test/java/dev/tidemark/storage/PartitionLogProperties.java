package dev.tidemark.storage;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.When;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.runner.RunWith;

/**
 * A log against a list, under appends, flushes, truncations, clean reopening, and crashes of the process and of the machine, between
 * operations and in the middle of them (recovery included): what was flushed survives, and what is read back is a prefix of what was
 * appended.
 */
@RunWith(JUnitQuickcheck.class)
public class PartitionLogProperties {
    @Property(trials = 100, shrink = false)
    public void flushedRecordsSurviveAndNothingIsInvented(@When(seed = 1) long seed) throws Exception {
        Path root = Files.createTempDirectory("log");
        try {
            new LogAgainstModel(root, seed).run(60);
        } catch (Exception | AssertionError e) {
            throw new AssertionError("seed " + seed + ": " + e, e);
        } finally {
            delete(root);
        }
    }

    private static void delete(Path root) throws Exception {
        try (Stream<Path> files = Files.walk(root)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
