package dev.tidemark.traces;

import java.util.List;

/** An action of a spec: its name and its parameters, letter for letter and in the spec's order. */
public record ActionSignature(String name, List<Parameter> parameters) {
    public ActionSignature {
        parameters = List.copyOf(parameters);
    }

    static ActionSignature action(String name, Parameter... parameters) {
        return new ActionSignature(name, List.of(parameters));
    }

    /** This action with arguments, in the order of its parameters. */
    public ActionCall with(Object... arguments) {
        return new ActionCall(this, List.of(arguments));
    }
}
