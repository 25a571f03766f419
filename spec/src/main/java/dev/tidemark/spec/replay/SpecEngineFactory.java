package dev.tidemark.spec.replay;

/** Loads specs; found as a service, in a class loader of its own for each spec, because TLC keeps its state in statics. */
public interface SpecEngineFactory {
    /**
     * Parses and checks a spec.
     *
     * @throws IllegalStateException if the spec does not parse, or cannot be replayed
     */
    SpecEngine load(SpecFolder folder);
}
