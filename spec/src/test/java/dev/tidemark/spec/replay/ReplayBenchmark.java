package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Prints how many events a second one core replays, with all invariants and the refinement. Not part of the tests; run it by
 * {@code mvn -o -pl traces,spec verify -Dtest=ReplayBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class ReplayBenchmark {
    private static final int EVENTS = 5_000;
    private static final int ROUNDS = 12;
    private static final String SPEC = ReplicationVocabulary.FENCED_REPLICATION;

    @Test
    void printEventsPerSecond() {
        try (Replayer replayer = new Replayer()) {
            measure("random walk with many crashes", replayer, replayer.walk(Walks.plan(SPEC, 1, EVENTS)));
            measure("random walk with few crashes", replayer, replayer.walk(Walks.steady(SPEC, 1, EVENTS)));
        }
    }

    private static void measure(String name, Replayer replayer, List<TraceEvent> trace) {
        Slice slice = new Slice(Walks.instance(SPEC), SPEC, trace);
        long appended = trace.stream().filter(event -> event.action().equals("AppendRecords")).count();
        System.out.printf("%s: %,d events, of which %,d append a record%n", name, trace.size(), appended);
        for (int round = 1; round <= ROUNDS; round++) {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            assertThat(replayer.judge(slice, Replayer.DEFAULT_BUDGET).verdict()).isEqualTo(Verdict.ACCEPTED);
            System.out.printf("  round %2d: %,.0f events/s of processor time, %,.0f by the clock%n", round,
                    perSecond(trace, cpuNanos() - cpu), perSecond(trace, System.nanoTime() - start));
        }
    }

    private static double perSecond(List<TraceEvent> trace, long nanos) {
        return trace.size() * 1e9 / nanos;
    }

    /** Of this thread only: what other programs take from the core does not count, nor does the compiler. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
