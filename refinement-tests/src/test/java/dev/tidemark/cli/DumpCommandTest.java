package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DumpCommandTest {
    @TempDir
    private Path directory;
    private Path node;

    @BeforeEach
    void fill() {
        node = directory.resolve("data").resolve("Y");
        assertThat(CommandLineRun.of("simulate", "--scenario", "leader-failure-acks-all", "--data-dir", directory.resolve("data")).exitCode()).isZero();
    }

    @Test
    void aLogDirectoryIsShown() {
        CommandLineRun run = CommandLineRun.of("dump", node);
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("orders-0: 1 segments", " batches, ").doesNotContain("DAMAGED", "CRC ok");
        assertThat(CommandLineRun.of("dump", node.resolve("orders-0")).exitCode()).as("a partition's own directory").isZero();
        CommandLineRun all = CommandLineRun.of("dump", directory.resolve("data"));
        assertThat(all.exitCode()).as("the directory of several log directories").isZero();
        assertThat(all.out()).contains("log directory Y", "log directory X");
    }

    @Test
    void batchesAndRecordsAreListedOnRequest() {
        assertThat(CommandLineRun.of("dump", "--batches", node).out()).contains("CRC ok").doesNotContain("value \"");
        assertThat(CommandLineRun.of("dump", "--records", node).out()).contains("CRC ok", "key absent, value \"");
    }

    @Test
    void damageIsShownWhereItIsAndNothingIsChanged() throws IOException {
        Path log = node.resolve("orders-0").resolve("00000000000000000000.log");
        byte[] bytes = Files.readAllBytes(log);
        bytes[100] ^= 1;
        Files.write(log, bytes);
        CommandLineRun run = CommandLineRun.of("dump", node);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("DAMAGED", "position 79", "1 damaged place");
        assertThat(log).hasBinaryContent(bytes);
    }

    @Test
    void whatIsNoLogDirectoryIsRefused() throws IOException {
        refused(directory.resolve("nowhere"), "found nothing, expected a log directory");
        refused(Files.writeString(directory.resolve("file"), ""), "found a file, expected a log directory");
        refused(Files.createDirectory(directory.resolve("empty")), "found no partitions and no checkpoints");
    }

    private static void refused(Path path, String complaint) {
        CommandLineRun run = CommandLineRun.of("dump", path);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains(path + ": ", complaint);
        assertThat(run.out()).isEmpty();
    }
}
