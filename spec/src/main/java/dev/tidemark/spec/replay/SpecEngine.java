package dev.tidemark.spec.replay;

import dev.tidemark.traces.TraceEvent;
import java.util.List;

/** One spec with its constants, loaded and ready to judge. Not for more than one thread at a time. */
public interface SpecEngine {
    /**
     * Judges slices, one after the other. The beginning that one has in common with the one before it is followed once.
     *
     * @param budget how many times an action may be evaluated before the verdict on a slice is INCONCLUSIVE
     */
    List<Judgement> judge(List<Slice> slices, long budget);

    /** A random behaviour of the spec, as the trace of a run that saw everything. */
    List<TraceEvent> walk(WalkPlan plan);
}
