package dev.tidemark.core;

import dev.tidemark.traces.ActionCall;
import java.util.List;

/**
 * What an action comes to.
 *
 * @param <S> the state that the action is of
 */
public sealed interface Outcome<S> {

    /**
     * The action was taken.
     *
     * @param call    the action and its arguments, in the words of the specs
     * @param next    the state after it
     * @param effects what else is to be done, in this order
     */
    record Step<S>(ActionCall call, S next, List<Effect> effects) implements Outcome<S> {
        public Step {
            effects = List.copyOf(effects);
        }
    }

    /** A guard was false: nothing happened, and the asker is told why. */
    record Refusal<S>(ErrorCode error, String reason) implements Outcome<S> { }
}
