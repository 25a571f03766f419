package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.log.IndexRun;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens to a segment and to its indexes, they are written as the spec says, and every look-up begins and ends where it says. */
final class EveryIndexRunIsAcceptedTest {
    private static final long STEPS = 150;
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

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Long.getLong("seeds", 30));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void everyEntryAndEveryLookUpIsAStepOfTheSpec(long seed) throws Exception {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        try (TraceWriter writer = new TraceWriter(trace, IndexRun.header("index run " + seed, seed), Vocabulary.standard())) {
            IndexRun.run(seed, STEPS, data, writer);
        }
        List<ScopeReport> reports = replayer.replay("index run " + seed, trace.toByteArray(), Replayer.DEFAULT_BUDGET);
        assertThat(reports).hasSize(1).allSatisfy(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
    }
}
