package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.Rejection;
import dev.tidemark.spec.replay.Rejection.Kind;
import dev.tidemark.traces.TraceEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tlc2.tool.Action;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/** Says why no state that the spec could be in goes along with an event. Speaks of the first of these states. */
final class Diagnosis {
    /** Of so many the one that is closest to what was logged is shown. */
    private static final int MOST_RESULTS = 400;

    private final SpecTool spec;
    private final ChangeApplier applier;
    private final Stepper stepper;
    private final SourceText source;

    Diagnosis(SpecTool spec, ChangeApplier applier) {
        this.spec = spec;
        this.applier = applier;
        this.stepper = new Stepper(spec);
        this.source = new SourceText(spec.folder().folder());
    }

    /** What went wrong, in a line. */
    private record Finding(Kind kind, String summary) { }

    Rejection of(Optional<TraceEvent> last, LoggedStep step, Candidates before, Failures failures) {
        Lines lines = new Lines();
        TLCState state = before.first();
        Finding finding = failures.broken().map(broken -> broken(broken, lines))
                .orElseGet(() -> explain(step, state, failures, lines));
        if (finding.kind() != Kind.PROPERTY_VIOLATED) {
            new EnabledActions(spec, stepper, step, state, expected(step, state)).addTo(lines);
        }
        if (before.size() > 1) {
            lines.add(0, "the spec could be in any of " + before.size() + " states; this is about one of them");
        }
        return new Rejection(finding.kind(), last, Optional.of(step.event()), finding.summary(), lines.all());
    }

    Rejection ofInitialState(Failures failures) {
        Lines lines = new Lines();
        Finding finding = failures.broken().map(broken -> broken(broken, lines))
                .orElseGet(() -> failures.uncomputable()
                        .map(failure -> new Finding(Kind.NOT_COMPUTABLE, "TLC cannot compute a property of the initial state: " + Lines.show(failure.message())))
                        .orElse(new Finding(Kind.NOT_ENABLED, "the spec has no initial state with these constants")));
        return new Rejection(finding.kind(), Optional.empty(), Optional.empty(), finding.summary(), lines.all());
    }

    private Finding broken(Failures.Broken broken, Lines lines) {
        Promise promise = broken.promise();
        Action formula = promise.formula();
        boolean isOfStep = promise instanceof Promise.Step;
        new FalseFormula(spec.tool(), source, lines, isOfStep ? broken.before() : broken.after())
                .explain(formula.pred, formula.con, List.of(isOfStep ? broken.after() : TLCState.Empty.createEmpty()), 0);
        String comment = source.comment(promise.definition()).map(text -> ": " + text).orElse("");
        return new Finding(Kind.PROPERTY_VIOLATED, "the step is one of the spec, but breaks " + promise.name() + " ("
                + source.place(promise.definition()) + ")" + comment);
    }

    private Finding explain(LoggedStep step, TLCState state, Failures failures, Lines lines) {
        Site site = spec.sites().get(step.event().action()).get(0);
        Optional<Site.OutOfRange> outOfRange = site.outOfRange(spec.tool(), state, step.arguments().clone());
        if (outOfRange.isPresent()) {
            return outOfRange(site, step, outOfRange.get(), lines);
        }
        List<TLCState> successors;
        try {
            successors = stepper.first(MOST_RESULTS, site, step.arguments(), state);
        } catch (RuntimeException e) {
            return new Finding(Kind.NOT_COMPUTABLE, "TLC cannot compute the step: " + Lines.show(Failures.uncomputable(e).message()));
        }
        if (successors.isEmpty()) {
            return notEnabled(site, step, state, lines);
        }
        if (failures.unfit().isPresent()) {
            return new Finding(Kind.CHANGE_DOES_NOT_APPLY, "what was logged does not fit the old value of " + failures.unfit().get().message());
        }
        return failures.uncomputable().map(failure -> new Finding(Kind.NOT_COMPUTABLE, "TLC cannot compute a property after the step: " + Lines.show(failure.message())))
                .orElseGet(() -> otherResult(site, step, state, successors, lines));
    }

    private Finding outOfRange(Site site, LoggedStep step, Site.OutOfRange outOfRange, Lines lines) {
        lines.add(0, "Next draws it from " + source.of(outOfRange.set()) + " at " + source.place(outOfRange.set()) + " = " + Lines.show(outOfRange.range()));
        return new Finding(Kind.ARGUMENT_OUT_OF_RANGE, "the argument " + site.parameters().get(outOfRange.position()) + " = "
                + Lines.show(step.arguments()[outOfRange.position()]) + " is out of range");
    }

    private Finding notEnabled(Site site, LoggedStep step, TLCState state, Lines lines) {
        Action action = site.action(step.arguments());
        new FalseFormula(spec.tool(), source, lines, state)
                .explain(action.pred, action.con, List.of(TLCState.Empty.createEmpty()), 0);
        return new Finding(Kind.NOT_ENABLED, site.name() + " is not enabled (" + source.place(site.operator()) + ")");
    }

    private Finding otherResult(Site site, LoggedStep step, TLCState state, List<TLCState> successors, Lines lines) {
        Value[] expected = step.expected(state, applier);
        TLCState closest = successors.stream().min((a, b) -> Integer.compare(differing(a, expected).size(), differing(b, expected).size())).orElseThrow();
        List<Integer> differing = differing(closest, expected);
        int variable = differing.get(0);
        String name = spec.variable(variable).toString();
        Difference difference = Difference.of(name, (Value) closest.lookup(spec.variable(variable)), expected[variable]);
        lines.add(0, "spec:  " + difference.path() + "' = " + Lines.show(difference.spec()));
        lines.add(0, "trace: " + difference.path() + "' = " + Lines.show(difference.trace())
                + (step.change(variable).isPresent() ? "" : "  (not logged, so unchanged)"));
        Action action = site.action(step.arguments());
        new Determination(spec, source, new FalseFormula(spec.tool(), source, lines, state)).of(variable, action.pred, action.con)
                .ifPresent(text -> lines.add(0, "determined at " + text));
        if (differing.size() > 1) {
            lines.add(0, "other variables that differ: " + differing.stream().skip(1).map(v -> spec.variable(v).toString()).toList());
        }
        return new Finding(Kind.OTHER_RESULT, site.name() + " is enabled, but leads to another " + name + " than was logged");
    }

    /** The variables that are not as expected. */
    private List<Integer> differing(TLCState successor, Value[] expected) {
        List<Integer> result = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != null && !SameValue.same(expected[i], (Value) successor.lookup(spec.variable(i)))) {
                result.add(i);
            }
        }
        return result;
    }

    private Optional<Value[]> expected(LoggedStep step, TLCState state) {
        try {
            return Optional.of(step.expected(state, applier));
        } catch (ChangeApplier.DoesNotApply e) {
            return Optional.empty();
        }
    }
}
