package dev.tidemark.traces;

/** What a replay says of a trace. It never depends on the order of a search. */
public enum Verdict {
    /** The spec has a behaviour that the trace is an observation of, and all its properties hold on it. */
    ACCEPTED,
    /** The spec has no such behaviour, or it breaks a property. */
    REJECTED,
    /** The budget ran out first. No header may expect this. */
    INCONCLUSIVE
}
