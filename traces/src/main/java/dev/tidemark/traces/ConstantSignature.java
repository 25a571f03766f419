package dev.tidemark.traces;

/** A constant of a spec: given by a trace's header, or the same in every replay. */
public sealed interface ConstantSignature {
    String name();

    /** A constant that the header of a trace gives for each instance. */
    record Given(String name, Shape shape) implements ConstantSignature { }

    /**
     * A set that bounds a model and need not bound a replay.
     *
     * @param expression a TLA+ expression for an infinite set, of which only membership is asked
     * @param parameter  the parameter of actions that is drawn from the set
     */
    record Unbounded(String name, String expression, String parameter) implements ConstantSignature { }

    /** The same, for a constant of a refined spec that the refinement mapping would compute from an unbounded one. */
    record UnboundedAbove(String name, String expression) implements ConstantSignature { }
}
