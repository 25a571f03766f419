package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine and TLC, which share nothing but how values are written, come to the same verdict. */
class ArbiterAgreementTest {
    private static final int PAIRS = 12;
    private static final int STEPS = 60;

    @TempDir
    Path temporary;

    /** A slice, and what the engine said of it. */
    private record Case(String name, Slice slice, Judgement judgement) { }

    @Test
    void walksAndMutantsOfBothProtocolsAreJudgedAlike() throws Exception {
        List<Case> cases = cases();
        List<Callable<TlcArbiter.Ruling>> trials = new ArrayList<>();
        TlcArbiter arbiter = new TlcArbiter(Vocabulary.standard(), temporary);
        cases.forEach(one -> trials.add(() -> arbiter.judge(one.slice())));
        ExecutorService threads = Executors.newFixedThreadPool(2);
        List<Future<TlcArbiter.Ruling>> rulings = threads.invokeAll(trials);
        threads.shutdown();
        for (int i = 0; i < cases.size(); i++) {
            assertThat(rulings.get(i).get().verdict()).as("%s: engine %s, TLC %s", cases.get(i).name(), cases.get(i).judgement(), rulings.get(i).get())
                    .isEqualTo(cases.get(i).judgement().verdict());
        }
        assertThat(cases.stream().filter(one -> one.judgement().verdict() == Verdict.REJECTED).count()).as("rejected cases").isGreaterThan(5);
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Replayer replayer = new Replayer()) {
            Random random = new Random(3);
            for (int i = 0; i < PAIRS; i++) {
                String spec = i % 3 == 0 ? "TruncateToHighWatermark" : "FencedReplication";
                List<TraceEvent> walk = replayer.walk(Walks.plan(spec, 100 + i, STEPS));
                cases.add(judged("walk " + i, walk, spec, replayer));
                cases.add(judged("mutant " + i, Mutation.of(walk, random), spec, replayer));
            }
        }
        return cases;
    }

    private static Case judged(String name, List<TraceEvent> events, String spec, Replayer replayer) {
        Slice slice = new Slice(Walks.instance(spec), spec, events);
        return new Case(name, slice, replayer.judge(slice, Replayer.DEFAULT_BUDGET));
    }
}
