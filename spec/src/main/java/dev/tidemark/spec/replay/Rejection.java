package dev.tidemark.spec.replay;

import dev.tidemark.traces.TraceEvent;
import java.util.List;
import java.util.Optional;

/**
 * Why a slice was rejected.
 *
 * @param kind         what went wrong
 * @param lastMatching the last event that the spec could follow
 * @param event        the event that it could not; empty if the initial state is at fault
 * @param summary      one line
 * @param explanation  lines to print below it, in order, of bounded number and length
 */
public record Rejection(Kind kind, Optional<TraceEvent> lastMatching, Optional<TraceEvent> event, String summary,
                        List<String> explanation) {

    /** The ways in which a trace can disagree with a spec. */
    public enum Kind {
        /** The judging spec has no such action. */
        NO_SUCH_ACTION,
        /** The constants of the header do not fit the judging spec. */
        CONSTANTS,
        /** An argument is outside of the set that Next quantifies over. */
        ARGUMENT_OUT_OF_RANGE,
        /** A change cannot be applied to the value that the variable had. */
        CHANGE_DOES_NOT_APPLY,
        /** The action is not enabled with these arguments. */
        NOT_ENABLED,
        /** The action is enabled, and does not lead to what was logged. */
        OTHER_RESULT,
        /** The step is one of the spec, and breaks an invariant or the refinement. */
        PROPERTY_VIOLATED,
        /** TLC cannot compute the step. */
        NOT_COMPUTABLE
    }

    public Rejection {
        explanation = List.copyOf(explanation);
    }
}
