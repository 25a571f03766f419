package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.ClusterWorkload;
import dev.tidemark.simulation.Run;
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

/** Whatever clients do and whatever goes wrong: every step of every run is one that the spec allows, and the clients have nothing to complain of. */
final class EveryRunIsAcceptedTest {
    private static final long STEPS = 500;
    private static final int SEEDS = 2;
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

    /** Some seeds of each pair, and those of {@code tidemark soak} that have found a mistake. */
    static Stream<Run> runs() {
        ClusterWorkload mixed = ClusterWorkload.all().stream().filter(workload -> workload.name().equals("mixed")).findFirst().orElseThrow();
        return Stream.concat(LongStream.of(6, 919).mapToObj(seed -> mixed.under("everything", seed, STEPS)), pairs());
    }

    private static Stream<Run> pairs() {
        return ClusterWorkload.all().stream().flatMap(workload -> workload.faultPlans().stream().flatMap(faults ->
                LongStream.rangeClosed(1, SEEDS).mapToObj(seed -> new Run(workload, faults, seed, STEPS))));
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyStepIsOneOfTheSpec(Run run) throws IOException {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        assertThat(run.make(data, trace).complaints()).as("what the clients of %s complain of", run.command()).isEmpty();
        List<ScopeReport> reports = replayer.replay(run.command(), trace.toByteArray(), Replayer.DEFAULT_BUDGET);
        assertThat(reports).as("judgements of %s", run.command()).hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
    }
}
