package dev.tidemark.cli;

import dev.tidemark.storage.LogDirectoryReport;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code tidemark dump}. */
@Command(name = "dump", description = "Say what is in a log directory: batches, indexes, checkpoints; and what of it is damaged, and where.")
final class DumpCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "A log directory of Tidemark or of Apache Kafka, or the directory of one partition.")
    private Path directory;

    DumpCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        LogDirectoryReport report = report(directory).orElseThrow(() -> new InputException(refusal()));
        report.lines().forEach(console::say);
        if (report.damages().isEmpty()) {
            return Ending.AS_EXPECTED.exitCode();
        }
        console.say("");
        console.say(Amount.of(report.damages().size(), "damaged place"));
        return Ending.NOT_AS_EXPECTED.exitCode();
    }

    static Optional<LogDirectoryReport> report(Path directory) throws StorageException {
        return LogDirectoryReport.of(RealDisk.readOnlyAt(directory), "");
    }

    private String refusal() {
        if (!Files.isDirectory(directory)) {
            return directory + ": found " + (Files.exists(directory) ? "a file" : "nothing") + ", expected a log directory";
        }
        List<String> below = logDirectoriesBelow();
        return directory + ": found no partitions and no checkpoints, expected a log directory"
                + (below.isEmpty() ? "" : "; there are some below: " + String.join(", ", below));
    }

    private List<String> logDirectoriesBelow() {
        List<String> found = new ArrayList<>();
        try (Stream<Path> children = Files.list(directory)) {
            for (Path child : children.sorted().toList()) {
                if (report(child).isPresent()) {
                    found.add(child.toString());
                }
            }
        } catch (IOException e) {
            return found; // It is only a hint.
        }
        return found;
    }
}
