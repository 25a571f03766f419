package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.spec.replay.Rejection;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.traces.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Replay rejects what an implementation with a mistake in it records, and accepts what the same one records without. */
final class PlantedBugsTest {
    private static Replayer replayer;
    private static Map<String, byte[]> shipped;
    @TempDir
    private Path data;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
        Map<String, String> sources = new TreeMap<>();
        bugs().forEach(bug -> sources.put(bug.className(), PlantedBug.source(bug.type()).toString()));
        shipped = MemoryCompiler.compile(sources);
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    static List<PlantedBug> bugs() {
        return Stream.of(ControllerBugs.all(), LeaderBugs.all(), FollowerBugs.all(), HistoryBugs.all(), StorageBugs.all(), IndexBugs.all(),
                CleanerBugs.all(), ProducerBugs.all(), DeliveryBugs.all()).flatMap(List::stream).toList();
    }

    static List<Show> shows() {
        return bugs().stream().map(PlantedBug::show).distinct().toList();
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void aPlantedBugIsRejected(PlantedBug bug) throws Exception {
        List<ScopeReport> reports = judge(new PatchedLoader(MemoryCompiler.compile(Map.of(bug.className(), bug.patched()))), bug.show());
        Optional<ScopeReport> rejected = reports.stream().filter(PlantedBugsTest::isRejectedUnexpectedly).findFirst();
        System.out.println(bug.name() + " [" + reports.get(0).file() + "]: " + rejected.map(PlantedBugsTest::summary).orElse("SURVIVES"));
        assertThat(rejected).as("%s, shown by %s, is rejected", bug.name(), bug.show()).isPresent();
    }

    /** The same machinery, the source as shipped: compiled from the text that JavaParser prints of it. */
    @ParameterizedTest
    @MethodSource("shows")
    void withoutBugTheSameRunIsAccepted(Show show) throws Exception {
        for (ScopeReport report : judge(new PatchedLoader(shipped), show)) {
            assertThat(report.isAsExpected()).as(report.text()).isTrue();
        }
    }

    /** The specs that followed a refuted protocol reject what it does, bug or not. */
    private static boolean isRejectedUnexpectedly(ScopeReport report) {
        return report.judgement().verdict() == Verdict.REJECTED && !report.isAsExpected();
    }

    /** A run with a bug may break off, in whatever way the bug leads to: then what it recorded until then is judged. */
    private List<ScopeReport> judge(PatchedLoader implementation, Show show) throws Exception {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        String file = show.toString();
        try {
            implementation.recorder().record(show, data, trace);
        } catch (RuntimeException | IOException e) {
            file += ", which broke off: " + e.getMessage();
        }
        return replayer.replay(file, trace.toByteArray(), Replayer.DEFAULT_BUDGET);
    }

    private static String summary(ScopeReport report) {
        Rejection rejection = report.judgement().rejection().orElseThrow();
        String conjunct = rejection.explanation().stream().filter(line -> line.contains("conjunct")).findFirst().map(line -> "; " + line.strip()).orElse("");
        return rejection.event().map(event -> "line " + (event.seq() + 1) + ", ").orElse("") + rejection.summary() + conjunct;
    }
}
