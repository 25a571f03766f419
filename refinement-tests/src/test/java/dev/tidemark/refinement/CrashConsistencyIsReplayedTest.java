package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.refinement.PowerCuts.Count;
import dev.tidemark.refinement.PowerCuts.Cut;
import dev.tidemark.refinement.rehearsal.RehearsedPowerCuts;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The power fails before every single change of the disk in a short life, and leaves everything that the disk allows: what recovery makes of it
 * is what the spec allows, which loses nothing that was flushed and invents nothing. After ALICE (Pillai et al., OSDI 2014).
 */
final class CrashConsistencyIsReplayedTest {
    private static final int MOST_OUTCOMES = Integer.getInteger("outcomes", 30);
    private static Replayer replayer;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    static List<String> lives() {
        return new RehearsedPowerCuts().lives();
    }

    @ParameterizedTest
    @MethodSource("lives")
    void everyRecoveryIsOneOfTheSpec(String life) {
        Set<ByteBuffer> traces = new HashSet<>();
        long[] nanos = new long[1];
        Count count = new RehearsedPowerCuts().cut(life, MOST_OUTCOMES, cut -> {
            if (traces.add(ByteBuffer.wrap(cut.trace()))) {
                long t = System.nanoTime();
                assertThat(judge(cut)).as("judgements of %s", cut.name()).hasSize(1)
                        .allSatisfy(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
                nanos[0] += System.nanoTime() - t;
                assertThat(cut.failure()).as(cut.name()).isEmpty();
            }
            return true;
        });
        System.out.printf("%s: power lost in %d places, %d outcomes, %d different traces; more than %d outcomes in %d places%n", life, count.calls(),
                count.outcomes(), traces.size(), MOST_OUTCOMES, count.bounded());
        System.out.println(nanos[0] / 1000000 + " cpu " + ProcessHandle.current().info().totalCpuDuration());
        assertThat(traces.size()).as("traces of %s", life).isGreaterThan(50);
    }

    private static List<ScopeReport> judge(Cut cut) {
        try (TraceReader reader = new TraceReader(cut.name(), new ByteArrayInputStream(cut.trace()), Vocabulary.standard())) {
            return replayer.replay(cut.name(), reader.header(), reader.rest(), Replayer.DEFAULT_BUDGET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
