package dev.tidemark.simulation.log;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.VariableSignature;
import java.util.Map;

/**
 * Where the steps of one log are told of: each right after the system call that it is, with what is then seen. If the power fails between two
 * calls, the step before has been told of and the step after has not.
 *
 * <p>A log that nobody traces writes to its disk directly: tracing costs it nothing.
 */
interface LogTrace {
    /** @param after the variables that changed, each as its change is written; nothing else changed */
    void emit(ActionCall step, Map<VariableSignature, Object> after);
}
