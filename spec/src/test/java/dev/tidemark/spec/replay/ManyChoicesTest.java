package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.tidemark.spec.replay.Rejection.Kind;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import dev.tidemark.traces.VariableSignature.Visibility;
import dev.tidemark.traces.Vocabulary;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An action with a million choices for each of three arguments, and as many results: a rejection goes through a few hundred of them. */
class ManyChoicesTest {
    private static final Shape NUMBERS = Shape.setOf(Shape.INT);
    private static final SpecVocabulary CHOOSING = SpecVocabulary.of("Choosing", "tiny", List.of(),
            List.of(new VariableSignature("count", Change.whole(Shape.INT), Visibility.OBSERVED),
                    new VariableSignature("chosen", Change.whole(NUMBERS), Visibility.OBSERVED)),
            List.of(new ActionSignature("Choose", List.of(new Parameter("a", NUMBERS), new Parameter("b", NUMBERS), new Parameter("c", NUMBERS))),
                    new ActionSignature("Remove", List.of(new Parameter("a", NUMBERS), new Parameter("b", NUMBERS), new Parameter("n", Shape.INT)))));
    /** All the subsets of 1..20, in one list, take more. */
    private static final long MOST_BYTES = 100_000_000;

    @Test
    void anActionThatIsNotEnabledIsExplained() {
        Rejection rejection = rejection(choose(List.of(1, 2), List.of(2), List.of(1), 1));
        assertThat(rejection.kind()).isEqualTo(Kind.NOT_ENABLED);
        assertThat(rejection.explanation()).anySatisfy(line -> assertThat(line).contains("left: a \\cap b = {2}"))
                .anySatisfy(line -> assertThat(line).startsWith("enabled: Choose"));
    }

    @Test
    void anotherResultIsExplained() {
        Rejection rejection = rejection(choose(List.of(1, 2), List.of(2), List.of(2), 5));
        assertThat(rejection.kind()).isEqualTo(Kind.OTHER_RESULT);
        assertThat(rejection.explanation()).anySatisfy(line -> assertThat(line).startsWith("spec: count' = 1"));
    }

    @Test
    void anArgumentOutOfRangeIsExplained() {
        Rejection rejection = rejection(choose(List.of(21), List.of(), List.of(), 1));
        assertThat(rejection.kind()).isEqualTo(Kind.ARGUMENT_OUT_OF_RANGE);
        assertThat(rejection.explanation()).anySatisfy(line -> assertThat(line).contains("= SUBSET"));
    }

    private static Map<String, Object> choose(List<Integer> a, List<Integer> b, List<Integer> c, int count) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("a", a);
        args.put("b", b);
        args.put("c", c);
        args.put("count", count);
        return args;
    }

    private static Rejection rejection(Map<String, Object> choice) {
        Map<String, Object> args = new LinkedHashMap<>(choice);
        Map<String, Object> after = Map.of("count", args.remove("count"), "chosen", List.of(7));
        TraceEvent event = new TraceEvent(1, 1, "x", "Choosing", Optional.of("x"), "Choose", args, after);
        Slice slice = new Slice(SpecInstance.accepted("x", "Choosing", Map.of()), "Choosing", List.of(event));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Replayer replayer = new Replayer(Vocabulary.of(CHOOSING))) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            Judgement judgement = replayer.judge(slice, Replayer.DEFAULT_BUDGET);
            assertThat(threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before).as("bytes").isLessThan(MOST_BYTES);
            return judgement.rejection().orElseThrow();
        }
    }
}
