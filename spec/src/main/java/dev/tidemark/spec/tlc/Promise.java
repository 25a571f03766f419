package dev.tidemark.spec.tlc;

import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;

/** What a spec says of its behaviours. */
sealed interface Promise {
    OpDefNode definition();

    Action formula();

    default String name() {
        return definition().getName().toString();
    }

    /** Holds in every state. */
    record Always(OpDefNode definition, Action formula, Invariant invariant) implements Promise { }

    /** The initial state is one of the refined spec. */
    record Initially(OpDefNode definition, Action formula) implements Promise { }

    /** Each step is one of the refined spec, or changes nothing there. */
    record Step(OpDefNode definition, Action formula, Refinement refinement, long reads) implements Promise { }
}
