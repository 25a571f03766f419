package dev.tidemark.simulation;

import java.util.List;

/**
 * What became of a run.
 *
 * @param events     how many its trace has
 * @param complaints what its clients have to complain of, whatever the specs say; nothing if all is well
 */
public record Outcome(long events, List<String> complaints) {
    public Outcome {
        complaints = List.copyOf(complaints);
    }
}
