package dev.tidemark.spec.check;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A behaviour that violates a property.
 *
 * @param states the states from the initial one on
 * @param end    how it goes on for ever ({@code Stuttering}, {@code Back to state 3}), for a liveness property; otherwise empty
 */
public record Counterexample(List<State> states, String end) {
    public Counterexample {
        states = List.copyOf(states);
    }

    /**
     * A state and how it was reached.
     *
     * @param action    the action's name and place, or {@code Initial predicate}
     * @param variables the values as TLC writes them, on one line each
     */
    public record State(String action, Map<String, String> variables) {
        public State {
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }
    }

    /** The initial state, then of each step the action and what it changed. */
    public List<String> text() {
        List<String> lines = new ArrayList<>();
        Map<String, String> before = Map.of();
        for (int i = 0; i < states.size(); i++) {
            State state = states.get(i);
            lines.add(String.format(Locale.ROOT, "%3d  %s", i + 1, state.action()));
            for (Map.Entry<String, String> variable : state.variables().entrySet()) {
                ValueChange.lines(variable.getKey(), before.get(variable.getKey()), variable.getValue()).forEach(line -> lines.add("       " + line));
            }
            before = state.variables();
        }
        if (!end.isEmpty()) {
            lines.add("     " + end);
        }
        return lines;
    }
}
