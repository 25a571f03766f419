package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecInstance;
import java.util.Map;

/**
 * How to walk through a spec at random.
 *
 * @param instance      the scope and constants that the events are told of
 * @param seed          the same seed gives the same walk
 * @param steps         how many events at most; fewer if the spec deadlocks
 * @param weights       how often to try an action, relative to the others; 1 if it is not named
 * @param recordsPerBatch how many elements to give an argument that ranges over an infinite set of sequences
 */
public record WalkPlan(SpecInstance instance, long seed, int steps, Map<String, Integer> weights, int recordsPerBatch) {
    public WalkPlan {
        weights = Map.copyOf(weights);
    }
}
