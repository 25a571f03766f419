package dev.tidemark.refinement;

import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.spec.replay.TlcArbiter;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Prints how many events a second replay judges in process, warm and on one core, with every invariant and the refinement on,
 * by the clock and by the processor's time, and how many TLC does by the clock, one process for each trace. Of a long trace TLC
 * gets the beginning only: it evaluates every invariant of the whole log at every step. Not a test by its name; to run it:
 * {@code mvn -q test -pl refinement-tests -am -Dtest=ReplayAgainstTlcBenchmark -Dsurefire.failIfNoSpecifiedTests=false}.
 */
final class ReplayAgainstTlcBenchmark {
    private static final int LONG_TRACE = 5_000;
    private static final int LONGEST_FOR_TLC = 800;
    private static final double WARM_UP_S = 12;
    private static final double MEASURED_S = 5;

    @TempDir
    private Path temporary;

    @Test
    void inProcessAgainstOneTlcProcessForEachTrace() throws Exception {
        List<Slice> recorded = Corruptions.acceptedSlices().stream().filter(slice -> slice.judge().equals("FencedReplication")).toList();
        report("recorded corpus", recorded);
        report(String.format("a trace of %,d events", LONG_TRACE), List.of(longSlice()));
    }

    private void report(String name, List<Slice> slices) throws Exception {
        Speed speed = inProcess(slices);
        double processes = processes(slices);
        System.out.printf("%-23s %d slices, %,d events: in process %,.0f events/s (%,.0f per second of processor time), TLC processes %,.0f events/s, ratio %,.0f%n",
                name, slices.size(), events(slices), speed.byClock, speed.byProcessor, processes, speed.byClock / processes);
    }

    /** Events per second. */
    private record Speed(double byClock, double byProcessor) { }

    /** A long run under all faults, the first of its partitions. */
    private static Slice longSlice() throws IOException {
        byte[] trace = Corpus.record(Show.mixed(7, 2L * LONG_TRACE + 2_000));
        try (TraceReader reader = new TraceReader("a long run", new ByteArrayInputStream(trace), Vocabulary.standard())) {
            return beginning(Slice.of(reader.header(), reader.rest()).get(0), LONG_TRACE);
        }
    }

    private static Slice beginning(Slice whole, int length) {
        return new Slice(whole.instance(), whole.judge(), whole.events().subList(0, Math.min(length, whole.events().size())));
    }

    private static int events(List<Slice> slices) {
        return slices.stream().mapToInt(slice -> slice.events().size()).sum();
    }

    private static Speed inProcess(List<Slice> slices) {
        try (Replayer replayer = new Replayer()) {
            judgeFor(WARM_UP_S, replayer, slices);
            return judgeFor(MEASURED_S, replayer, slices);
        }
    }

    /** Judges everything again and again, for so much processor time. */
    private static Speed judgeFor(double seconds, Replayer replayer, List<Slice> slices) {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = System.nanoTime();
        long startOfProcessor = threads.getCurrentThreadCpuTime();
        long events = 0;
        while (threads.getCurrentThreadCpuTime() - startOfProcessor < seconds * 1e9) {
            for (Slice slice : slices) {
                requireAccepted(replayer.judge(slice, Replayer.DEFAULT_BUDGET).verdict(), slice);
            }
            events += events(slices);
        }
        return new Speed(events / ((System.nanoTime() - start) / 1e9), events / ((threads.getCurrentThreadCpuTime() - startOfProcessor) / 1e9));
    }

    private double processes(List<Slice> slices) throws Exception {
        TlcArbiter arbiter = new TlcArbiter(Vocabulary.standard(), temporary);
        long start = System.nanoTime();
        List<Slice> beginnings = slices.stream().map(slice -> beginning(slice, LONGEST_FOR_TLC)).toList();
        for (Slice slice : beginnings) {
            requireAccepted(arbiter.judge(slice).verdict(), slice);
        }
        return events(beginnings) / ((System.nanoTime() - start) / 1e9);
    }

    private static void requireAccepted(Verdict verdict, Slice slice) {
        if (verdict != Verdict.ACCEPTED) {
            throw new IllegalStateException("found " + verdict + " for " + slice.instance() + ", expected ACCEPTED");
        }
    }
}
