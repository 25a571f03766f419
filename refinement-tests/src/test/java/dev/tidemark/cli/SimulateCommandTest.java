package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateCommandTest {
    @TempDir
    private Path directory;

    @Test
    void aScenarioTellsItsStoryAndKeepsWhatItWasToldToKeep() throws IOException {
        Path data = directory.resolve("new").resolve("data");
        CommandLineRun run = CommandLineRun.of("simulate", "--scenario", "leader-failure-acks-all", "--out", file("a.ndjson"), "--data-dir", data);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("M1 and M2 are committed", "judge it with: tidemark replay " + file("a.ndjson"));
        assertThat(Files.readString(file("a.ndjson"))).startsWith("{\"tidemark\":1,").endsWith("\n");
        assertThat(data.resolve("Y").resolve("orders-0")).isDirectory();
        assertThat(names()).containsExactly("a.ndjson", "new");
    }

    @Test
    void theSameSeedGivesTheSameTrace() throws IOException {
        for (String name : List.of("a", "b")) {
            CommandLineRun run = CommandLineRun.of("simulate", "--workload", "mixed", "--faults", "everything", "--seed", -7, "--steps", 300, "--out", file(name));
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        assertThat(file("a")).hasSameBinaryContentAs(file("b"));
    }

    @Test
    void aLogRunsOnAFailingDisk() throws IOException {
        CommandLineRun run = CommandLineRun.of("simulate", "--workload", "log", "--faults", "disk", "--seed", 3, "--steps", 200, "--out", file("a"), "--data-dir", file("data"));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(file("a"))).contains("--workload log --faults disk --seed 3 --steps 200", "\"spec\":\"SegmentedLog\"");
        assertThat(file("data").resolve("orders-0")).isDirectory();
        assertThat(CommandLineRun.of("replay", file("a")).exitCode()).isZero();
    }

    @Test
    void anOlderTraceIsReplaced() throws IOException {
        Files.writeString(file("a"), "old");
        assertThat(CommandLineRun.of("simulate", "--scenario", "min-isr", "--out", file("a")).exitCode()).isZero();
        assertThat(Files.readString(file("a"))).startsWith("{\"tidemark\":1,");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--scenario nonsense|found no scenario nonsense, expected one of leader-failure-acks-all, ",
        "--workload nonsense --faults none|found no workload nonsense, expected one of mixed, ",
        "--workload mixed --faults nonsense|found no fault plan nonsense, expected one of everything, ",
        "--workload log --faults network|found no fault plan that goes with workload log and is called network, expected one of everything, none, crashes, power, disk",
        "--workload mixed|--faults",
        "--scenario min-isr --workload mixed --faults none|mutually exclusive",
        "--seed 3|--scenario",
        "--scenario min-isr --seed x|'x' is not a long",
        "--scenario min-isr --seed 9223372036854775808|'9223372036854775808' is not a long",
        "--scenario min-isr --steps 10|--steps: found it with --scenario, expected it with --workload",
        "--workload mixed --faults none --steps 0|--steps: found 0, expected at least 1",
        "--scenario min-isr --out nowhere/a.ndjson|nowhere/a.ndjson: found no directory",
        "--scenario min-isr --out .|.: found a directory, expected the name of a file"})
    void wrongUsageIsOneLine(String args, String complaint) {
        CommandLineRun run = CommandLineRun.of((Object[]) ("simulate " + args).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains(complaint);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aDirectoryThatIsInUseIsNotTouched() throws IOException {
        Path data = Files.createDirectory(file("data"));
        Files.writeString(data.resolve("mine"), "mine");
        CommandLineRun run = CommandLineRun.of("simulate", "--scenario", "min-isr", "--data-dir", data, "--out", file("a"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains("found mine in it, expected an empty directory");
        assertThat(names()).containsExactly("data");
        assertThat(data.resolve("mine")).hasContent("mine");
    }

    @Test
    void aFileIsNoDataDirectory() throws IOException {
        Files.writeString(file("data"), "mine");
        CommandLineRun run = CommandLineRun.of("simulate", "--scenario", "min-isr", "--data-dir", file("data"));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(file("data")).hasContent("mine");
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
