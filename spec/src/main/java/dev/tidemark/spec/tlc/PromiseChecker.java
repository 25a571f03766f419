package dev.tidemark.spec.tlc;

import java.util.Optional;
import tlc2.tool.TLCState;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;

/** Checks what a spec promises, as far as it can have changed. */
final class PromiseChecker {
    private final SpecTool spec;
    private final Tool tool;

    PromiseChecker(SpecTool spec) {
        this.spec = spec;
        this.tool = spec.tool();
    }

    /** The first promise that an initial state breaks. */
    Optional<Promise> brokenInitially(TLCState state) {
        return spec.promises().stream()
                .filter(promise -> !(promise instanceof Promise.Step) && !tool.isValid(promise.formula(), state)).findFirst();
    }

    /**
     * The first promise that a step breaks.
     *
     * @param changed the variables that may have changed, as bits
     */
    Optional<Promise> broken(TLCState before, TLCState after, long changed) {
        Invariant.Step taken = new Invariant.Step(tool, before, after, changed);
        for (Promise promise : spec.promises()) {
            if (promise instanceof Promise.Always always && !always.invariant().stillHolds(taken, Context.Empty)) {
                return Optional.of(promise);
            }
            if (promise instanceof Promise.Step step && !step.refinement().allows(before, after, changed)) {
                return Optional.of(promise);
            }
        }
        return Optional.empty();
    }
}
