package dev.tidemark.traces;

/** Where the code tells of its steps. */
@FunctionalInterface
public interface TraceSink {
    void emit(TraceEvent event);
}
