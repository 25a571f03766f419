package dev.tidemark.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One atomic step of the code, which is one action of a spec.
 *
 * <p>Values are plain Java, as {@link Shape} says. Every observed variable that changed is in {@code after}: what an
 * event leaves out did not change. An event without a scope is a step of a whole node and of every scope of its spec;
 * it says only what is the same for all of them, and the rest follows from the spec.
 *
 * @param seq    1 for the first event of a file, and one more for each; the line number is {@code seq + 1}
 * @param at     virtual or real time in milliseconds
 * @param node   who took the step
 * @param spec   the spec that the code claims to follow
 * @param scope  the instance of the spec: a partition, a group, a transactional id
 * @param action the action's name
 * @param args   the action's arguments by parameter name
 * @param after  how observed variables changed, each as its {@link Change} says
 */
public record TraceEvent(long seq, long at, String node, String spec, Optional<String> scope, String action,
                         Map<String, Object> args, Map<String, Object> after) {
    public TraceEvent {
        args = Collections.unmodifiableMap(new LinkedHashMap<>(args));
        after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    }

    /** Whether this is a step of that scope of that spec. */
    public boolean belongsTo(String someSpec, String someScope) {
        return spec.equals(someSpec) && (scope.isEmpty() || scope.get().equals(someScope));
    }
}
