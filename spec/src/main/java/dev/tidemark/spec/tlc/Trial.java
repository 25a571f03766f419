package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.Judgement;
import dev.tidemark.spec.replay.Rejection;
import dev.tidemark.traces.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/**
 * Follows slices through the spec, one after the other; what a slice has in common with the one before it is not followed again.
 *
 * <p>Keeps every state that the spec can be in after the events so far, and takes them all through the next event before
 * the one after it: the verdict does not depend on the order of a search. A state that breaks a promise is none that the
 * trace can be in, so a slice is accepted if some behaviour explains it and keeps all promises.
 */
final class Trial {
    private final SpecTool spec;
    private final Stepper stepper;
    private final PromiseChecker promises;
    private final ValueDecoder decoder = new ValueDecoder();
    private final ChangeApplier applier = new ChangeApplier(decoder);
    private final Diagnosis diagnosis;
    private final long evaluations;
    /** The states after 0, 1, 2 ... events, as many as the next slice has in common with the last one. */
    private final List<Candidates> shared = new ArrayList<>();
    private Budget budget;

    /** @param evaluations the budget of each slice */
    Trial(SpecTool spec, long evaluations) {
        this.spec = spec;
        this.stepper = new Stepper(spec);
        this.promises = new PromiseChecker(spec);
        this.diagnosis = new Diagnosis(spec, applier);
        this.evaluations = evaluations;
    }

    /** @param sharedWithNext how many of the events, from the first on, the next slice begins with too */
    Judgement judge(List<TraceEvent> events, int sharedWithNext) {
        budget = new Budget(evaluations);
        Failures failures = new Failures();
        if (shared.isEmpty()) {
            shared.add(initial(failures));
        }
        int followed = shared.size() - 1;
        Candidates candidates = shared.get(followed);
        if (candidates.isEmpty()) {
            shared.clear();
            return Judgement.rejected(0, diagnosis.ofInitialState(failures));
        }
        shared.subList(Math.min(followed, sharedWithNext) + 1, shared.size()).clear();
        for (int i = followed; i < events.size(); i++) {
            Candidates before = candidates;
            failures = new Failures();
            try {
                LoggedStep step = LoggedStep.of(events.get(i), spec, decoder);
                candidates = after(step, new SilentSteps(spec, stepper, promises, budget).closure(candidates), failures);
                if (candidates.isEmpty()) {
                    return Judgement.rejected(i, diagnosis.of(last(events, i), step, before, failures));
                }
                if (i < sharedWithNext) {
                    shared.add(candidates);
                }
            } catch (LoggedStep.Unknown e) {
                return Judgement.rejected(i, new Rejection(Rejection.Kind.NO_SUCH_ACTION, last(events, i),
                        Optional.of(events.get(i)), e.getMessage(), List.of()));
            } catch (Budget.Exhausted e) {
                return Judgement.inconclusive(i);
            }
        }
        return Judgement.accepted(events.size());
    }

    private static Optional<TraceEvent> last(List<TraceEvent> events, int next) {
        return next == 0 ? Optional.empty() : Optional.of(events.get(next - 1));
    }

    private Candidates initial(Failures failures) {
        Candidates result = new Candidates();
        StateVec states = spec.tool().getInitStates();
        for (int i = 0; i < states.size(); i++) {
            TLCState state = states.elementAt(i);
            try {
                Optional<Promise> broken = promises.brokenInitially(state);
                broken.ifPresent(promise -> failures.add(new Failures.Broken(promise, state, state)));
                if (broken.isEmpty()) {
                    result.add(state);
                }
            } catch (RuntimeException e) {
                failures.add(Failures.uncomputable(e));
            }
        }
        return result;
    }

    private Candidates after(LoggedStep step, Candidates candidates, Failures failures) {
        Candidates result = new Candidates();
        for (Site site : spec.sites().get(step.event().action())) {
            for (TLCState state : candidates) {
                budget.spend();
                try {
                    for (TLCState successor : successors(site, step, state)) {
                        keep(state, successor, result, failures);
                    }
                } catch (ChangeApplier.DoesNotApply e) {
                    failures.add(new Failures.Unfit(e.getMessage()));
                } catch (RuntimeException e) {
                    failures.add(Failures.uncomputable(e));
                }
            }
        }
        return result;
    }

    private List<TLCState> successors(Site site, LoggedStep step, TLCState state) {
        List<TLCState> found = new ArrayList<>(1);
        Value[] expected = step.expected(state, applier);
        Value[] arguments = step.arguments().clone();
        if (site.outOfRange(spec.tool(), state, arguments).isEmpty()) {
            stepper.successors(site, arguments, state, expected, found);
        }
        return found;
    }

    private void keep(TLCState state, TLCState successor, Candidates result, Failures failures) {
        Optional<Promise> broken = promises.broken(state, successor, stepper.changed(state, successor));
        if (broken.isPresent()) {
            failures.add(new Failures.Broken(broken.get(), state, successor));
        } else {
            result.add(successor);
        }
    }
}
