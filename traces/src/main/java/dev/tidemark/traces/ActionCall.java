package dev.tidemark.traces;

import java.util.List;

/** An action and its arguments, as an emitter has them; they become a trace's values when they are written. */
public record ActionCall(ActionSignature action, List<Object> arguments) {
    public ActionCall {
        arguments = List.copyOf(arguments);
        if (arguments.size() != action.parameters().size()) {
            throw new IllegalArgumentException(action.name() + " takes " + action.parameters() + ", found " + arguments);
        }
    }
}
