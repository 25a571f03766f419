package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import dev.tidemark.traces.VariableSignature.Visibility;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A spec that cannot be replayed faithfully is refused when it is loaded. */
class LoadingTest {
    private static final ActionSignature STEP = new ActionSignature("Step", List.of());
    private static final ActionSignature STEP_BY = new ActionSignature("Step", List.of(new Parameter("n", Shape.INT)));

    @Test
    void anActionThatForgetsAVariableOnSomePathIsRefused() {
        assertThatThrownBy(() -> load(TinySpecs.numbers("Forgetful", STEP, "a", "b")))
                .isInstanceOf(IllegalStateException.class).hasMessage("Forgetful: the action Step leaves b' open");
    }

    @Test
    void aNextThatComputesArgumentsIsRefused() {
        assertThatThrownBy(() -> load(TinySpecs.numbers("Tangled", STEP_BY, "a"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected only \\/ and \\E over named actions");
    }

    @Test
    void aVocabularyWithOtherVariablesIsRefused() {
        assertThatThrownBy(() -> load(TinySpecs.numbers("Forgetful", STEP, "a"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("expected those of the vocabulary");
    }

    @Test
    void aSpecThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> load(TinySpecs.numbers("Nowhere", STEP, "a")))
                .hasMessage("found no module Nowhere, expected it in /tla/tiny on the class path");
    }

    @Test
    void constantsThatDoNotFitTheJudgingSpecAreAReasonToReject() {
        try (Replayer replayer = new Replayer()) {
            SpecInstance instance = SpecInstance.accepted("orders-0", "FencedReplication", Map.of("Replicas", List.of("b1")));
            Judgement judgement = replayer.judge(new Slice(instance, "FencedReplication", List.of()), 10);
            assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
            assertThat(judgement.rejection().orElseThrow().kind()).isEqualTo(Rejection.Kind.CONSTANTS);
            assertThat(judgement.rejection().orElseThrow().summary()).isEqualTo("found the constants [Replicas], expected Acks of FencedReplication");
        }
    }

    private static void load(SpecVocabulary words) {
        try (Replayer replayer = new Replayer(Vocabulary.of(words))) {
            replayer.judge(new Slice(SpecInstance.accepted("x", words.name(), Map.of()), words.name(), List.of()), 10);
        }
    }

    @Test
    void aProjectionIsComputedAsItIsWritten() {
        SpecVocabulary words = SpecVocabulary.of("Projected", "tiny", List.of(),
                List.of(new VariableSignature("list", Change.growing(Shape.record(Shape.field("name", Shape.STRING), Shape.field("size", Shape.INT))), Visibility.OBSERVED)),
                List.of(new ActionSignature("Add", List.of(new Parameter("name", Shape.STRING))), new ActionSignature("Cut", List.of())));
        SpecInstance instance = SpecInstance.accepted("x", "Projected", Map.of());
        try (Replayer replayer = new Replayer(Vocabulary.of(words))) {
            List<TraceEvent> walk = replayer.walk(new WalkPlan(instance, 1, 200, Map.of("Add", 2), 1));
            assertThat(replayer.judge(new Slice(instance, "Projected", walk), Replayer.DEFAULT_BUDGET)).isEqualTo(Judgement.accepted(200));
        }
    }
}
