package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.spec.replay.Judgement;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.spec.replay.TlcArbiter;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLC as a process of its own is the arbiter: of recorded traces and of corrupted ones it says what replay says. */
final class ArbiterTest {
    private static final int CORRUPTED = 24;
    private static final int LONGEST = 75;
    private static final int PROCESSES = 2;
    /** Slices for each spec, of which each takes a process: {@code -Drecorded=1000} takes all. */
    private static final int RECORDED = Integer.getInteger("recorded", 4);

    @TempDir
    private Path temporary;

    private record Case(Slice slice, String name, Verdict replayed) { }

    @Test
    void noVerdictDiffers() throws Exception {
        List<Case> cases = cases();
        assertThat(cases).as("traces that the arbiter judges").hasSizeGreaterThanOrEqualTo(50);
        List<TlcArbiter.Ruling> rulings = rulings(cases);
        for (int i = 0; i < cases.size(); i++) {
            assertThat(rulings.get(i).verdict()).as("%s: replay says %s, TLC %s", cases.get(i).name, cases.get(i).replayed, rulings.get(i))
                    .isEqualTo(cases.get(i).replayed);
        }
        assertThat(cases).as("verdicts of both kinds").extracting(Case::replayed).contains(Verdict.ACCEPTED, Verdict.REJECTED);
        System.out.printf("TLC agrees on %d traces, of which %d are rejected%n", cases.size(),
                cases.stream().filter(one -> one.replayed == Verdict.REJECTED).count());
    }

    /** Recorded slices of every spec, cut if they are long, and a sample of corrupted ones, among them such as survive. */
    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        Map<String, Integer> judged = new HashMap<>();
        try (Replayer replayer = new Replayer()) {
            for (Slice slice : Corruptions.slices().keySet()) {
                if (judged.merge(slice.judge(), 1, Integer::sum) > RECORDED) {
                    continue;
                }
                cases.add(judged("recorded " + slice.instance().scope() + " by " + slice.judge(), cut(slice), replayer));
            }
            List<Corruption> sample = Corruptions.sample(1, 2).stream().filter(corruption -> corruption.index() < LONGEST).toList();
            for (int i = 0; i < CORRUPTED; i++) {
                Corruption corruption = sample.get(i * sample.size() / CORRUPTED);
                cases.add(judged(corruption.kind() + " in event " + corruption.event().seq(), cut(corruption.corrupted()), replayer));
            }
        }
        return cases;
    }

    private static Slice cut(Slice slice) {
        return new Slice(slice.instance(), slice.judge(), slice.events().subList(0, Math.min(LONGEST, slice.events().size())));
    }

    private static Case judged(String name, Slice slice, Replayer replayer) {
        Judgement judgement = replayer.judge(slice, Replayer.DEFAULT_BUDGET);
        return new Case(slice, name, judgement.verdict());
    }

    private List<TlcArbiter.Ruling> rulings(List<Case> cases) throws Exception {
        TlcArbiter arbiter = new TlcArbiter(Vocabulary.standard(), temporary);
        ExecutorService processes = Executors.newFixedThreadPool(PROCESSES);
        try {
            List<Callable<TlcArbiter.Ruling>> trials = new ArrayList<>();
            cases.forEach(one -> trials.add(() -> arbiter.judge(one.slice)));
            List<TlcArbiter.Ruling> rulings = new ArrayList<>();
            for (Future<TlcArbiter.Ruling> ruling : processes.invokeAll(trials)) {
                rulings.add(ruling.get());
            }
            return rulings;
        } finally {
            processes.shutdownNow();
        }
    }
}
