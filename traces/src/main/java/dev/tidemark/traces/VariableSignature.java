package dev.tidemark.traces;

/** A variable of a spec, and how an event writes its change. */
public record VariableSignature(String name, Change change, Visibility visibility) {

    /** Who can see a variable. */
    public enum Visibility {
        /** Some node, the network or a client has it: an event says when it changes. */
        OBSERVED,
        /** Only the proof needs it; no event may name it, and the spec computes it. */
        HISTORY
    }

    static VariableSignature observed(String name, Change change) {
        return new VariableSignature(name, change, Visibility.OBSERVED);
    }

    static VariableSignature history(String name, Change change) {
        return new VariableSignature(name, change, Visibility.HISTORY);
    }

    /** Whether an event may say how the variable changed. */
    public boolean isObserved() {
        return visibility == Visibility.OBSERVED;
    }
}
