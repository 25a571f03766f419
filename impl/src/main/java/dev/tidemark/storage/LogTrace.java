package dev.tidemark.storage;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.VariableSignature;
import java.util.Map;

/**
 * Where the log of one partition tells of its steps. An event is emitted right after the system call that it tells of, with what is then seen:
 * if the power fails between two calls, the step before has been told of and the step after has not.
 *
 * <p>Off, as it usually is, it costs a test: whoever has to look at anything in order to tell asks {@link #isOn} first.
 */
public interface LogTrace {
    LogTrace OFF = new LogTrace() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void emit(ActionCall step, Map<VariableSignature, Object> after) { }
    };

    boolean isOn();

    /** @param after the variables that changed, each as its change is written; nothing else changed */
    void emit(ActionCall step, Map<VariableSignature, Object> after);
}
