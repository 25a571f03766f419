package dev.tidemark.spec.replay;

import dev.tidemark.traces.TraceEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One small lie in a trace: a number, a name or a truth value of one event is another. */
final class Mutation {
    private final Random random;
    private int until;

    private Mutation(Random random, int until) {
        this.random = random;
        this.until = until;
    }

    /** Of an event that changed something: one that did not might as well be another that does not. */
    static List<TraceEvent> of(List<TraceEvent> events, Random random) {
        List<TraceEvent> result = new ArrayList<>(events);
        while (result.equals(events)) {
            int index = random.nextInt(events.size());
            if (!events.get(index).after().isEmpty()) {
                result.set(index, lie(events.get(index), random));
            }
        }
        return result;
    }

    private static TraceEvent lie(TraceEvent event, Random random) {
        boolean inArgs = random.nextBoolean();
        Map<String, Object> part = inArgs ? event.args() : event.after();
        Map<String, Object> changed = object(new Mutation(random, random.nextInt(Math.max(1, leaves(part)))).changed(part));
        return new TraceEvent(event.seq(), event.at(), event.node(), event.spec(), event.scope(), event.action(),
                inArgs ? changed : event.args(), inArgs ? event.after() : changed);
    }

    private static Map<String, Object> object(Object value) {
        Map<String, Object> result = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((name, part) -> result.put((String) name, part));
        return result;
    }

    private static int leaves(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().mapToInt(Mutation::leaves).sum();
        }
        return value instanceof List<?> list ? list.stream().mapToInt(Mutation::leaves).sum() : 1;
    }

    /** The value with its n-th leaf changed; message types stay, for a trace with an unknown one is not a trace. */
    private Object changed(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> result = new LinkedHashMap<>();
            map.forEach((name, part) -> result.put(name, name.equals("type") ? skipped(part) : changed(part)));
            return result;
        } else if (value instanceof List<?> list) {
            List<Object> result = new ArrayList<>();
            list.forEach(part -> result.add(changed(part)));
            return result;
        }
        return until-- == 0 ? other(value) : value;
    }

    private Object skipped(Object type) {
        until--;
        return type;
    }

    private Object other(Object value) {
        if (value instanceof Number number) {
            return number.longValue() + (random.nextBoolean() ? 1 : -1);
        } else if (value instanceof Boolean claim) {
            return !claim;
        }
        List<String> names = new ArrayList<>(List.of("b1", "b2", "b3", "none", "all", "1", "running", "stopped"));
        names.remove(value);
        return names.get(random.nextInt(names.size()));
    }
}
