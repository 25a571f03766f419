package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReplayCommandTest {
    @TempDir
    private Path directory;
    private Path good;

    @BeforeEach
    void record() {
        good = directory.resolve("good.ndjson");
        record("min-isr", good);
    }

    private static void record(String scenario, Path file) {
        CommandLineRun run = CommandLineRun.of("simulate", "--scenario", scenario, "--out", file);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }

    @Test
    void aGoodTraceIsAccepted() {
        CommandLineRun run = CommandLineRun.of("replay", good);
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("ACCEPTED (as expected)", "1 file, 2 verdicts: 2 as expected, 0 not, 0 inconclusive", "events/s");
        assertThat(run.err()).as("progress in a pipe").isEmpty();
    }

    @Test
    void aRefutedProtocolIsRejectedAsExpected() {
        Path refuted = directory.resolve("refuted.ndjson");
        record("truncation-loses-data", refuted);
        CommandLineRun run = CommandLineRun.of("replay", refuted);
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("REJECTED (as expected)", "because", "ACCEPTED (as expected)");
    }

    @Test
    void aLieIsRejected() throws IOException {
        Path lie = write("lie.ndjson", Files.readString(good).replaceFirst("\"highWatermark\":\\{\"(\\w+)\":1}", "\"highWatermark\":{\"$1\":0}"));
        assertThat(Files.readString(lie)).as("the lie").isNotEqualTo(Files.readString(good));
        CommandLineRun run = CommandLineRun.of("replay", lie, good);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
        assertThat(run.out()).contains("REJECTED (expected ACCEPTED)", "rejected    " + lie + ":", "ACCEPTED (as expected)", "3 as expected, 1 not");
    }

    @Test
    void aBudgetThatRunsOutIsInconclusive() {
        CommandLineRun run = CommandLineRun.of("replay", good, "--budget", 1);
        assertThat(run.exitCode()).as(run.out()).isEqualTo(3);
        assertThat(run.out()).contains("INCONCLUSIVE", "--budget");
    }

    @Test
    void aTraceThatIsCutOffIsUnreadable() throws IOException {
        String text = Files.readString(good);
        refused(write("cut.ndjson", text.substring(0, text.length() - 20)), "the file is cut off");
    }

    @Test
    void anUnknownActionIsUnreadable() throws IOException {
        refused(write("unknown.ndjson", Files.readString(good).replaceFirst("\"action\":\"\\w+\"", "\"action\":\"Dance\"")), "Dance");
    }

    @Test
    void aNumberThatDoesNotFitIsUnreadable() throws IOException {
        refused(write("number.ndjson", Files.readString(good).replaceFirst("\"at\":\\d+", "\"at\":99999999999999999999")), "99999999999999999999");
    }

    @Test
    void anEmptyFileIsUnreadable() throws IOException {
        refused(write("empty.ndjson", ""), "found an empty file");
    }

    @Test
    void aBinaryFileIsUnreadable() throws IOException {
        Path file = directory.resolve("binary.ndjson");
        byte[] bytes = new byte[5_000];
        new Random(1).nextBytes(bytes);
        Files.write(file, bytes);
        refused(file, "binary.ndjson:1:");
    }

    @Test
    void nothingIsUnreadable() {
        refused(directory.resolve("nowhere"), "found nothing");
    }

    @Test
    void aDirectoryWithoutTracesIsUnreadable() throws IOException {
        refused(Files.createDirectory(directory.resolve("none")), "found no file named *.ndjson");
    }

    /** In one line, with exit code 2, while the rest is still judged. */
    private void refused(Path file, String complaint) {
        CommandLineRun run = CommandLineRun.of("replay", file, good);
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().startsWith(file.toString()).contains(complaint).doesNotContainPattern("\\p{Cntrl}");
        assertThat(run.out()).contains("ACCEPTED (as expected)", "1 unreadable");
    }

    @Test
    void allTracesOfADirectoryAreJudged() throws IOException {
        Files.createDirectory(directory.resolve("below"));
        record("no-leader", directory.resolve("below").resolve("other.ndjson"));
        Files.writeString(directory.resolve("notes.txt"), "no trace");
        CommandLineRun run = CommandLineRun.of("replay", directory);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("2 files, 4 verdicts: 4 as expected");
    }

    @Test
    void aReportSaysTheSame() throws IOException {
        Path report = directory.resolve("report.json");
        assertThat(CommandLineRun.of("replay", good, "--report", report).exitCode()).isZero();
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.at("/verdicts/0/verdict").textValue()).isEqualTo("ACCEPTED");
        assertThat(json.get("asExpected").intValue()).isEqualTo(2);
    }

    @Test
    void wrongUsageIsOneLine() {
        for (Object[] args : new Object[][] {{"replay"}, {"replay", good, "--budget", 0}, {"replay", good, "--report", directory}}) {
            CommandLineRun run = CommandLineRun.of(args);
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.complaints()).hasSize(1);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void theArbiterAgrees() {
        CommandLineRun run = CommandLineRun.of("replay", good, "--arbiter");
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("TLC as a process of its own says ACCEPTED");
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
