package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/** What the spec could do in a state: a bounded list, and those that lead to what was logged. */
final class EnabledActions {
    private static final int MOST_TRIES = 400;
    private static final int LONGEST_ARGUMENT = 30;

    private final SpecTool spec;
    private final Stepper stepper;
    private final LoggedStep step;
    private final TLCState state;
    private final Map<String, List<String>> enabled = new LinkedHashMap<>();
    private final Map<String, List<String>> producing = new LinkedHashMap<>();

    EnabledActions(SpecTool spec, Stepper stepper, LoggedStep step, TLCState state, Optional<Value[]> expected) {
        this.spec = spec;
        this.stepper = stepper;
        this.step = step;
        this.state = state;
        spec.sites().values().forEach(sites -> sites.forEach(
                site -> new Bindings(spec.tool(), state, site, this::logged).forFirst(MOST_TRIES, arguments -> attempt(site, arguments, expected))));
    }

    /** Of an infinite set, the logged argument is worth a try. */
    private Value[] logged(Site site, int position) {
        return site.name().equals(step.event().action()) ? new Value[] {step.arguments()[position]} : new Value[0];
    }

    private void attempt(Site site, Value[] arguments, Optional<Value[]> expected) {
        try {
            if (!stepper.first(1, site, arguments, state).isEmpty()) {
                add(enabled, site, arguments);
                List<TLCState> found = new ArrayList<>();
                expected.ifPresent(values -> stepper.successors(site, arguments, state, values, found));
                if (!found.isEmpty()) {
                    add(producing, site, arguments);
                }
            }
        } catch (RuntimeException e) {
            // An action that TLC cannot evaluate here is not offered as one to take.
            Failures.uncomputable(e);
        }
    }

    private static void add(Map<String, List<String>> actions, Site site, Value[] arguments) {
        actions.computeIfAbsent(site.name(), name -> new ArrayList<>()).add(call(site, arguments));
    }

    private static String call(Site site, Value[] arguments) {
        List<String> parts = new ArrayList<>();
        for (Value argument : arguments) {
            String text = argument.toString();
            parts.add(text.length() <= LONGEST_ARGUMENT ? text : text.substring(0, LONGEST_ARGUMENT - 4) + " ...");
        }
        return site.name() + "(" + String.join(", ", parts) + ")";
    }

    void addTo(Lines lines) {
        lines.add(0, "enabled: " + list(enabled));
        lines.add(0, "would produce the logged values: " + list(producing));
    }

    /** An action that is enabled in one way is written out; of others the ways are counted. */
    private static String list(Map<String, List<String>> actions) {
        List<String> texts = new ArrayList<>();
        actions.forEach((name, calls) -> texts.add(calls.size() == 1 ? calls.get(0) : name + " in " + calls.size() + " ways"));
        return texts.isEmpty() ? "none" : String.join(", ", texts);
    }
}
