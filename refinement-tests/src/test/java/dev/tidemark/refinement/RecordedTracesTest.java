package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The recorded corpus is judged as its headers say, and is what the code records today. After a change of the code, record it
 * again: {@code mvn -q test -pl refinement-tests -am -Dtest=RecordCorpus -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class RecordedTracesTest {
    private static final long MAX_BYTES = 2_600_000;
    private static Replayer replayer;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    static Stream<String> files() {
        return Repository.files(Repository.CORPUS, ".ndjson").stream().map(file -> Repository.CORPUS.relativize(file).toString());
    }

    static Stream<String> recordings() {
        return Corpus.shows().keySet().stream().map(file -> Repository.CORPUS.relativize(file).toString());
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyTraceIsJudgedAsItsHeaderExpects(String file) throws IOException {
        List<ScopeReport> reports = replayer.replay(Repository.CORPUS.resolve(file), Replayer.DEFAULT_BUDGET);
        assertThat(reports).as("judgements of %s", file).isNotEmpty();
        reports.forEach(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void recordingAgainGivesTheSameBytes(String name) throws IOException {
        Path file = Repository.CORPUS.resolve(name);
        Map<Path, Show> shows = Corpus.shows();
        assertThat(file).as("record it with: %s", Corpus.COMMAND).exists();
        String recorded = new String(Corpus.record(shows.get(file)), StandardCharsets.UTF_8);
        assertThat(firstDifference(Files.readString(file), recorded))
                .as("%s is what the code records today; if the change is meant, record again with: %s", name, Corpus.COMMAND).isEmpty();
    }

    /** One screen, not the whole trace. */
    private static Optional<String> firstDifference(String kept, String recorded) {
        if (kept.equals(recorded)) {
            return Optional.empty();
        }
        String[] old = kept.split("\n", -1);
        String[] now = recorded.split("\n", -1);
        int line = Arrays.mismatch(old, now);
        return Optional.of(String.format("line %d%n  kept      %s%n  recorded  %s%n", line + 1, lineOf(old, line), lineOf(now, line)));
    }

    private static String lineOf(String[] lines, int index) {
        return index < lines.length ? ScopeReport.abbreviate(lines[index], 400) : "the end";
    }

    @Test
    void nothingElseIsInTheCorpus() {
        assertThat(files()).as("files of the corpus, and runs that record one").containsExactlyInAnyOrderElementsOf(recordings().toList());
    }

    @Test
    void theCorpusStaysSmall() throws IOException {
        long bytes = 0;
        for (Path file : Repository.files(Repository.CORPUS, ".ndjson")) {
            bytes += Files.size(file);
        }
        assertThat(bytes).as("bytes of the corpus").isLessThan(MAX_BYTES);
    }
}
