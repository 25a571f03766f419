package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a spec does, it accepts; and one small lie in it does not pass unnoticed. */
class RandomWalkTest {
    private static final int STEPS = 400;
    /** Where walks get that are worth something. */
    private static final Set<String> SOMEWHERE = Set.of("Acknowledge", "AdvanceHighWatermark", "ApplyFetch", "ExpandIsr", "Restart");
    private static Replayer replayer;

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"FencedReplication", "UnfencedReplication", "TruncateByCommonEpoch", "TruncateByEpoch", "TruncateToHighWatermark"})
    void aSpecAcceptsItsOwnWalks(String spec) {
        Set<String> taken = new HashSet<>();
        for (long seed = 1; seed <= 5 || seed <= 25 && !taken.containsAll(SOMEWHERE); seed++) {
            List<TraceEvent> walk = replayer.walk(Walks.plan(spec, seed, STEPS));
            walk.forEach(event -> taken.add(event.action()));
            Judgement judgement = replayer.judge(new Slice(Walks.instance(spec), spec, walk), Replayer.DEFAULT_BUDGET);
            assertThat(judgement).as("walk with seed " + seed).isEqualTo(Judgement.accepted(STEPS));
        }
        assertThat(taken).as("the walks get somewhere").containsAll(SOMEWHERE);
    }

    @Test
    void theSameSeedGivesTheSameWalk() {
        WalkPlan plan = Walks.plan("FencedReplication", 7, 100);
        assertThat(replayer.walk(plan)).isEqualTo(replayer.walk(plan));
    }

    @Test
    void aLieIsFound() {
        List<TraceEvent> walk = replayer.walk(Walks.plan("FencedReplication", 11, STEPS));
        Random random = new Random(5);
        for (int i = 0; i < 200; i++) {
            List<TraceEvent> mutant = Mutation.of(walk, random);
            Judgement judgement = replayer.judge(new Slice(Walks.instance("FencedReplication"), "FencedReplication", mutant), Replayer.DEFAULT_BUDGET);
            assertThat(judgement.verdict()).as(() -> difference(walk, mutant)).isEqualTo(Verdict.REJECTED);
        }
    }

    private static String difference(List<TraceEvent> walk, List<TraceEvent> mutant) {
        int first = 0;
        while (walk.get(first).equals(mutant.get(first))) {
            first++;
        }
        return walk.get(first) + " became " + mutant.get(first);
    }
}
