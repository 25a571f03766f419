package dev.tidemark.cli;

import dev.tidemark.storage.LogDirectoryReport;
import dev.tidemark.storage.ReportDetail;
import dev.tidemark.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark dump}. */
@Command(name = "dump", description = "Say what is in a log directory: batches, indexes, checkpoints; and what of it is damaged, and where.",
        footer = "The exit code is 0 if all is sound, 1 if something is damaged, and 2 if it is no log directory.")
final class DumpCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "A log directory of Tidemark or of Apache Kafka, one that holds several, or the directory of one partition.")
    private Path directory;

    @Option(names = "--batches", description = "List every batch, and every entry of an index.")
    private boolean listsBatches;

    @Option(names = "--records", description = "List every record too.")
    private boolean listsRecords;

    DumpCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        ReportDetail detail = listsRecords ? ReportDetail.RECORDS : listsBatches ? ReportDetail.BATCHES : ReportDetail.SUMMARY;
        OptionalLong damages = LogDirectoryReport.write(RealDisk.readOnlyAt(directory), "", detail, console::say);
        if (damages.isEmpty()) {
            throw new InputException(refusal());
        }
        if (damages.getAsLong() == 0) {
            return Ending.AS_EXPECTED.exitCode();
        }
        console.say("");
        console.say(Amount.of(damages.getAsLong(), "damaged place"));
        return Ending.NOT_AS_EXPECTED.exitCode();
    }

    private String refusal() {
        return Files.isDirectory(directory)
                ? directory + ": found no partitions and no checkpoints, expected a log directory"
                : directory + ": found " + (Files.exists(directory) ? "a file" : "nothing") + ", expected a log directory";
    }
}
