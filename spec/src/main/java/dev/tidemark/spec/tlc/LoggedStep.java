package dev.tidemark.spec.tlc;

import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tlc2.tool.TLCState;
import tlc2.value.impl.Value;

/** An event in the words of the judging spec: its arguments as values, and the changes that it tells of. */
record LoggedStep(TraceEvent event, Value[] arguments, List<Logged> changes, SpecTool spec) {

    /** What an event says of one variable. */
    record Logged(int variable, Change change, Object value) { }

    /** An event that says what the judging spec has no word for. */
    static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown(String message) {
            super(message);
        }
    }

    static LoggedStep of(TraceEvent event, SpecTool spec, ValueDecoder decoder) {
        ActionSignature action = spec.words().action(event.action())
                .orElseThrow(() -> new Unknown(spec.words().name() + " has no action " + event.action()));
        Value[] arguments = new Value[action.parameters().size()];
        for (int i = 0; i < arguments.length; i++) {
            Parameter parameter = action.parameters().get(i);
            Object value = event.args().get(parameter.name());
            if (value == null || event.args().size() != arguments.length) {
                throw new Unknown("found the arguments " + event.args().keySet() + ", expected " + parameters(action) + " of " + action.name());
            }
            arguments[i] = decoder.of(parameter.shape()).decode(value);
        }
        return new LoggedStep(event, arguments, changes(event, spec), spec);
    }

    private static List<String> parameters(ActionSignature action) {
        return action.parameters().stream().map(Parameter::name).toList();
    }

    private static List<Logged> changes(TraceEvent event, SpecTool spec) {
        List<Logged> changes = new ArrayList<>(event.after().size());
        for (Map.Entry<String, Object> entry : event.after().entrySet()) {
            VariableSignature variable = spec.words().variables().get(entry.getKey());
            if (variable == null || !variable.isObserved()) {
                throw new Unknown(spec.words().name() + " has no variable " + entry.getKey() + " that could be seen");
            }
            changes.add(new Logged(spec.indexOf(variable.name()), variable.change(), entry.getValue()));
        }
        return changes;
    }

    /**
     * What each variable has to be after the step; null where the event leaves it open.
     *
     * <p>Open are history variables. What an event of one scope does not mention did not change; an event of a whole node
     * says only what is common to all scopes, and leaves the rest to the spec.
     *
     * @throws ChangeApplier.DoesNotApply if a change does not fit the old value
     */
    Value[] expected(TLCState state, ChangeApplier applier) {
        Value[] expected = new Value[spec.variables()];
        if (event.scope().isPresent()) {
            for (int i = 0; i < expected.length; i++) {
                expected[i] = spec.isObserved(i) ? (Value) state.lookup(spec.variable(i)) : null;
            }
        }
        for (Logged logged : changes) {
            expected[logged.variable()] = applied(logged, state, applier);
        }
        return expected;
    }

    private Value applied(Logged logged, TLCState state, ChangeApplier applier) {
        try {
            return applier.apply(logged.change(), (Value) state.lookup(spec.variable(logged.variable())), logged.value());
        } catch (ChangeApplier.DoesNotApply e) {
            throw new ChangeApplier.DoesNotApply(spec.variable(logged.variable()) + ": " + e.getMessage());
        }
    }

    Optional<Logged> change(int variable) {
        return changes.stream().filter(c -> c.variable() == variable).findFirst();
    }
}
