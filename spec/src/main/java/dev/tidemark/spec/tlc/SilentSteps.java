package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/** Takes the actions that no event tells of, level by level, as often as the vocabulary allows. */
final class SilentSteps {
    private final SpecTool spec;
    private final Stepper stepper;
    private final PromiseChecker promises;
    private final Budget budget;

    SilentSteps(SpecTool spec, Stepper stepper, PromiseChecker promises, Budget budget) {
        this.spec = spec;
        this.stepper = stepper;
        this.promises = promises;
        this.budget = budget;
    }

    /** The states themselves, and those that silent steps lead to. */
    Candidates closure(Candidates states) {
        if (spec.words().silentActions().isEmpty()) {
            return states;
        }
        Candidates reached = new Candidates();
        states.forEach(reached::add);
        List<TLCState> level = states.list();
        for (int step = 0; step < spec.words().mostSilentSteps() && !level.isEmpty(); step++) {
            List<TLCState> next = new ArrayList<>();
            for (TLCState state : level) {
                successors(state).stream().filter(reached::add).forEach(next::add);
            }
            level = next;
        }
        return reached;
    }

    private List<TLCState> successors(TLCState state) {
        Value[] anything = new Value[spec.variables()];
        List<TLCState> found = new ArrayList<>();
        for (String action : spec.words().silentActions()) {
            for (Site site : spec.sites().getOrDefault(action, List.of())) {
                new Bindings(spec.tool(), state, site).forEach(arguments -> {
                    budget.spend();
                    stepper.successors(site, arguments, state, anything, found);
                });
            }
        }
        found.removeIf(successor -> promises.broken(state, successor, stepper.changed(state, successor)).isPresent());
        return found;
    }
}
