package dev.tidemark.traces;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The first line of a trace.
 *
 * @param command   the command that records this trace again
 * @param seed      the run's seed
 * @param instances the spec instances whose steps the file tells of; their scopes differ
 */
public record TraceHeader(String command, long seed, List<SpecInstance> instances) {
    /** The version of the format, written as {@code "tidemark":1}. */
    public static final long VERSION = 1;

    public TraceHeader {
        instances = List.copyOf(instances);
    }

    /**
     * The header with constants in canonical form and order.
     *
     * @throws ShapeMismatch if a spec is unknown or constants are missing or of another shape
     */
    public TraceHeader canonical(Vocabulary vocabulary) {
        Set<String> scopes = new HashSet<>();
        for (SpecInstance instance : instances) {
            if (!scopes.add(instance.scope() + " of " + instance.spec())) {
                throw new ShapeMismatch(instance.scope() + " of " + instance.spec(), "each scope of a spec once");
            }
        }
        return new TraceHeader(command, seed, instances.stream().map(i -> i.canonical(vocabulary)).toList());
    }

    /** Checks that an event is of an instance of this header. */
    void requireInstanceOf(TraceEvent event) {
        if (instances.stream().noneMatch(i -> event.belongsTo(i.spec(), i.scope()))) {
            List<String> known = instances.stream().map(i -> i.scope() + " of " + i.spec()).toList();
            throw new ShapeMismatch(event.scope().orElse("no scope") + " of " + event.spec(), "one of the header's instances " + known);
        }
    }
}
