package dev.tidemark.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/**
 * A run of a workload under faults. The same run gives the same trace and the same files.
 *
 * @param faults one of the workload's fault plans
 * @param seed   what chance depends on
 * @param steps  trace events after which the faults end
 */
public record Run(Workload workload, FaultPlan faults, long seed, long steps) {
    public Run {
        if (!workload.faultPlans().contains(faults)) {
            throw new IllegalArgumentException("fault plan " + faults.name() + " does not go with workload " + workload.name());
        }
    }

    /** The command that repeats it. */
    public String command() {
        return "tidemark simulate --workload " + workload.name() + " --faults " + faults.name() + " --seed " + seed + " --steps " + steps;
    }

    /** Makes it: see {@link Workload#make}. */
    public Outcome make(Path data, OutputStream trace) throws IOException {
        return workload.make(this, data, trace);
    }

    /** The fault plan, as the workload knows it: the one of its plans that this is a run under. */
    public <F extends FaultPlan> F faultsAmong(List<F> plans) {
        return plans.stream().filter(faults::equals).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(command() + ": expected one of the fault plans of the workload"));
    }
}
