package dev.tidemark.spec.replay;

import static dev.tidemark.traces.VariableSignature.Visibility.HISTORY;
import static dev.tidemark.traces.VariableSignature.Visibility.OBSERVED;

import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.ConstantSignature;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words of the test specs in {@code tla/tiny}. */
final class TinySpecs {
    private static final Parameter HAND = new Parameter("h", Shape.STRING);

    static final SpecVocabulary HIDDEN = SpecVocabulary.of("Hidden", "tiny",
            List.of(new ConstantSignature.Given("Hands", Shape.setOf(Shape.STRING)), new ConstantSignature.Given("Most", Shape.INT)),
            List.of(new VariableSignature("coin", Change.whole(Shape.STRING), HISTORY),
                    new VariableSignature("shown", Change.keyed(Shape.STRING, Change.whole(Shape.INT)), OBSERVED),
                    new VariableSignature("found", Change.whole(Shape.BOOL), OBSERVED)),
            List.of(new ActionSignature("ShowEmpty", List.of(HAND)), new ActionSignature("ShowCoin", List.of(HAND)),
                    new ActionSignature("LookAway", List.of(HAND)),
                    new ActionSignature("Pass", List.of(new Parameter("to", Shape.STRING)))))
            .withSilent(Set.of("Pass"), 1);

    static final SpecInstance HANDS = SpecInstance.accepted("table", "Hidden", Map.of("Hands", List.of("left", "right", "third"), "Most", 3L));

    private TinySpecs() { }

    /** A spec without constants, whose variables are numbers. */
    static SpecVocabulary numbers(String spec, ActionSignature action, String... variables) {
        return SpecVocabulary.of(spec, "tiny", List.of(),
                List.of(variables).stream().map(name -> new VariableSignature(name, Change.whole(Shape.INT), OBSERVED)).toList(), List.of(action));
    }

    static TraceEvent event(long seq, String action, String hand, Map<String, Object> after) {
        return new TraceEvent(seq, seq, hand, "Hidden", Optional.of("table"), action, Map.of("h", hand), after);
    }
}
