package dev.tidemark.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Something that is simulated at random: what clients do to a cluster, what its owner does to a log. Each kind of thing has workloads and fault
 * plans of its own; the command line knows none of them but by this.
 */
public interface Workload {
    /** As on the command line. */
    String name();

    /** One line. */
    String summary();

    /** What may go wrong in its runs; {@code everything} and {@code none} are always among them. */
    List<? extends FaultPlan> faultPlans();

    default Optional<? extends FaultPlan> faultPlan(String faults) {
        return faultPlans().stream().filter(plan -> plan.name().equals(faults)).findFirst();
    }

    /** A run under one of its fault plans. */
    default Run under(String faults, long seed, long steps) {
        return new Run(this, faultPlan(faults).orElseThrow(() -> new IllegalArgumentException("no fault plan " + faults + " for workload " + name())), seed, steps);
    }

    /**
     * Makes a run.
     *
     * @param run   one of this workload
     * @param data  an empty directory for its files
     * @param trace gets the trace
     */
    Outcome make(Run run, Path data, OutputStream trace) throws IOException;
}
