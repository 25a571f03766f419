package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A protocol that loses data, told to keep what it cannot: the properties have to fail, and at the same event for the engine,
 * which evaluates them part by part, as for TLC, which evaluates them whole.
 */
class BrokenPromisesTest {
    private static final SpecVocabulary REFUTED = Vocabulary.standard().spec("TruncateToHighWatermark").orElseThrow();
    private static final SpecVocabulary CLAIMED = new SpecVocabulary("ClaimedTruncation", REFUTED.area(), REFUTED.constants(),
            REFUTED.variables(), REFUTED.actions(), Set.of(), 0);

    @TempDir
    Path temporary;

    @Test
    void theEngineAndTlcSeeAPropertyFailAtTheSameEvent() throws Exception {
        try (Replayer replayer = new Replayer(Vocabulary.of(REFUTED, CLAIMED))) {
            List<TraceEvent> walk = losingWalk(replayer);
            Judgement judgement = replayer.judge(slice(walk), Replayer.DEFAULT_BUDGET);
            assertThat(judgement.rejection().orElseThrow().kind()).isEqualTo(Rejection.Kind.PROPERTY_VIOLATED);
            assertThat(judgement.rejection().orElseThrow().summary())
                    .contains("breaks IsrHoldsCommittedInv (Replication:", ": Whoever may be elected holds everything that is committed.");

            TlcArbiter arbiter = new TlcArbiter(Vocabulary.of(REFUTED, CLAIMED), temporary);
            assertThat(arbiter.judge(slice(walk.subList(0, judgement.matched()))).verdict()).isEqualTo(Verdict.ACCEPTED);
            TlcArbiter.Ruling ruling = arbiter.judge(slice(walk.subList(0, judgement.matched() + 1)));
            assertThat(ruling.verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(ruling.message()).contains("IsrHoldsCommittedInv is violated");
        }
    }

    private static List<TraceEvent> losingWalk(Replayer replayer) {
        for (long seed = 1; seed <= 200; seed++) {
            List<TraceEvent> walk = replayer.walk(Walks.losing(REFUTED.name(), seed, 250));
            assertThat(replayer.judge(new Slice(Walks.instance(REFUTED.name()), REFUTED.name(), walk), Replayer.DEFAULT_BUDGET).verdict())
                    .as("the refuted protocol claims nothing, and is followed wherever it goes").isEqualTo(Verdict.ACCEPTED);
            if (replayer.judge(slice(walk), Replayer.DEFAULT_BUDGET).verdict() == Verdict.REJECTED) {
                return walk;
            }
        }
        throw new AssertionError("no walk loses a record");
    }

    private static Slice slice(List<TraceEvent> walk) {
        SpecInstance instance = Walks.instance(REFUTED.name());
        return new Slice(new SpecInstance(instance.scope(), instance.spec(), instance.constants(), Map.of(CLAIMED.name(), Verdict.REJECTED)),
                CLAIMED.name(), walk);
    }
}
