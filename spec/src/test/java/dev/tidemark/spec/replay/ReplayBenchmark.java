package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Prints how many events a second one core replays, with all invariants and the refinement. Not part of the tests; run it by
 * {@code mvn -o -pl traces,spec verify -Dtest=ReplayBenchmark -Dsurefire.failIfNoSpecifiedTests=false}. It replays recorded
 * traces instead of random walks if it is given {@code -Dtraces=FILE,FILE...}.
 */
class ReplayBenchmark {
    private static final int EVENTS = 5_000;
    private static final int ROUNDS = 12;
    private static final String SPEC = ReplicationVocabulary.FENCED_REPLICATION;

    @Test
    void printEventsPerSecond() throws IOException {
        List<String> files = Arrays.stream(System.getProperty("traces", "").split(",")).filter(file -> !file.isEmpty()).toList();
        try (Replayer replayer = new Replayer()) {
            for (String file : files) {
                try (TraceReader reader = TraceReader.open(Path.of(file), Vocabulary.standard())) {
                    measure(file, replayer, Slice.of(reader.header(), reader.rest()));
                }
            }
            if (!files.isEmpty()) {
                return;
            }
            measureWalk("random walk with many crashes", replayer, replayer.walk(Walks.plan(SPEC, 1, EVENTS)));
            measureWalk("random walk with few crashes", replayer, replayer.walk(Walks.steady(SPEC, 1, EVENTS)));
        }
    }

    private static void measureWalk(String name, Replayer replayer, List<TraceEvent> trace) {
        measure(name, replayer, List.of(new Slice(Walks.instance(SPEC), SPEC, trace)));
    }

    private static void measure(String name, Replayer replayer, Collection<Slice> slices) {
        List<TraceEvent> events = slices.stream().flatMap(slice -> slice.events().stream()).toList();
        long appended = events.stream().filter(event -> event.action().equals("AppendRecords")).count();
        System.out.printf("%s: %,d events, of which %,d append records%n", name, events.size(), appended);
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            for (Slice slice : slices) {
                assertThat(replayer.judge(slice, Replayer.DEFAULT_BUDGET).verdict()).isEqualTo(Verdict.ACCEPTED);
            }
            System.out.printf("  round %2d: %,.0f events/s of processor time, %,.0f by the clock%n", round,
                    perSecond(events, cpuNanos() - cpu), perSecond(events, System.nanoTime() - start));
        }
    }

    private static double perSecond(List<TraceEvent> events, long nanos) {
        return events.size() * 1e9 / nanos;
    }

    /** Of this thread only: what other programs take from the core does not count, nor does the compiler. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
