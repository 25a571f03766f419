package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.Run;
import dev.tidemark.simulation.log.LogWorkload;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever its owner does with a log, and whenever its process or its power fails: every system call is one that the spec allows. */
final class EveryLogRunIsAcceptedTest {
    private static final long STEPS = 400;
    private static Replayer replayer;

    @TempDir
    private Path data;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    /** Many under everything at once, some under each of the others. */
    static Stream<Run> runs() {
        long seeds = Long.getLong("seeds", 30);
        return LogWorkload.all().stream().flatMap(workload -> workload.faultPlans().stream().flatMap(faults ->
                LongStream.rangeClosed(1, faults.name().equals("everything") ? seeds : seeds / 10).mapToObj(seed -> new Run(workload, faults, seed, STEPS))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everySystemCallIsAStepOfTheSpec(Run run) throws IOException {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        run.make(data, trace);
        List<ScopeReport> reports = replayer.replay(run.command(), trace.toByteArray(), Replayer.DEFAULT_BUDGET);
        assertThat(reports).as("judgements of %s", run.command()).hasSize(1)
                .allSatisfy(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
    }
}
