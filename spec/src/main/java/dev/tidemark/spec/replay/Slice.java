package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceHeader;
import java.util.ArrayList;
import java.util.List;

/**
 * What is judged at once: the steps of one scope, by one spec.
 *
 * @param instance the scope, its constants, and the spec that the code claims to follow
 * @param judge    the spec to judge by; often the same
 * @param events   the steps of this scope, in order
 */
public record Slice(SpecInstance instance, String judge, List<TraceEvent> events) {
    public Slice {
        events = List.copyOf(events);
    }

    /** Every scope of a trace by every spec that its header names. */
    public static List<Slice> of(TraceHeader header, List<TraceEvent> events) {
        List<Slice> slices = new ArrayList<>();
        for (SpecInstance instance : header.instances()) {
            List<TraceEvent> own = events.stream().filter(e -> e.belongsTo(instance.spec(), instance.scope())).toList();
            instance.verdicts().keySet().forEach(judge -> slices.add(new Slice(instance, judge, own)));
        }
        return slices;
    }
}
