package dev.tidemark.traces;

import java.util.Map;

/** A constant of a spec: given by a trace's header, or the same in every replay. */
public sealed interface ConstantSignature {
    String name();

    /** A constant that the header of a trace gives for each instance. */
    record Given(String name, Shape shape) implements ConstantSignature { }

    /**
     * A set that bounds a model and need not bound a replay.
     *
     * @param expression  a TLA+ expression for an infinite set, of which only membership is asked
     * @param parameter   the parameter of actions that is drawn from the set
     * @param definitions the spec's definitions that enumerate the set, and an expression for what they are in a replay
     */
    record Unbounded(String name, String expression, String parameter, Map<String, String> definitions) implements ConstantSignature {
        public Unbounded {
            definitions = Map.copyOf(definitions);
        }
    }
}
