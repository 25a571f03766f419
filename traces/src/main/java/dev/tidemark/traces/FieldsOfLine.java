package dev.tidemark.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A line's JSON as a header or an event. Only the frame is checked here; the vocabulary checks what is in it. */
final class FieldsOfLine {
    private static final Set<String> HEADER = Set.of("tidemark", "command", "seed", "instances");
    private static final Set<String> INSTANCE = Set.of("scope", "spec", "constants", "verdicts");
    private static final Set<String> EVENT = Set.of("seq", "at", "node", "spec", "scope", "action", "args", "after");

    private final Map<String, Object> fields;

    private FieldsOfLine(Map<String, Object> fields, Set<String> known) {
        this.fields = fields;
        for (String name : fields.keySet()) {
            if (!known.contains(name)) {
                throw new ShapeMismatch(name, "one of the fields " + known.stream().sorted().toList());
            }
        }
    }

    static TraceHeader header(Map<String, Object> line) {
        Object version = line.get("tidemark");
        if (version == null) {
            throw new ShapeMismatch(line, "a header {\"tidemark\":" + TraceHeader.VERSION + ",...}");
        }
        if (!version.equals(TraceHeader.VERSION)) {
            throw new ShapeMismatch("version " + version, "version " + TraceHeader.VERSION + " of the format");
        }
        FieldsOfLine header = new FieldsOfLine(line, HEADER);
        List<SpecInstance> instances = new ArrayList<>();
        for (Object instance : header.get("instances", List.class, "an array")) {
            instances.add(instance(object(ShapeMismatch.requireMap(instance, "an object"))));
        }
        return new TraceHeader(header.text("command"), header.number("seed"), instances);
    }

    private static SpecInstance instance(Map<String, Object> object) {
        FieldsOfLine instance = new FieldsOfLine(object, INSTANCE);
        Map<String, Verdict> verdicts = new LinkedHashMap<>();
        instance.map("verdicts").forEach((spec, verdict) -> verdicts.put(spec, verdict(verdict)));
        return new SpecInstance(instance.text("scope"), instance.text("spec"), instance.map("constants"), verdicts);
    }

    private static Verdict verdict(Object name) {
        for (Verdict verdict : Verdict.values()) {
            if (verdict.name().equals(name)) {
                return verdict;
            }
        }
        throw new ShapeMismatch(name, "ACCEPTED or REJECTED");
    }

    static TraceEvent event(Map<String, Object> line) {
        if (line.containsKey("tidemark")) {
            throw new ShapeMismatch("another header", "an event");
        }
        FieldsOfLine event = new FieldsOfLine(line, EVENT);
        Optional<String> scope = line.containsKey("scope") ? Optional.of(event.text("scope")) : Optional.empty();
        return new TraceEvent(event.number("seq"), event.number("at"), event.text("node"), event.text("spec"), scope,
                event.text("action"), event.map("args"), event.map("after"));
    }

    private String text(String name) {
        return get(name, String.class, "a string");
    }

    private long number(String name) {
        return get(name, Long.class, "an integer");
    }

    private Map<String, Object> map(String name) {
        return object(get(name, Map.class, "an object"));
    }

    private static Map<String, Object> object(Map<?, ?> json) {
        Map<String, Object> result = new LinkedHashMap<>();
        json.forEach((name, value) -> result.put((String) name, value));
        return result;
    }

    private <T> T get(String name, Class<T> type, String expected) {
        Object value = fields.get(name);
        if (value == null) {
            throw new ShapeMismatch(fields.keySet(), "the field " + name);
        }
        return ShapeMismatch.within(name, () -> ShapeMismatch.require(type, value, expected));
    }
}
