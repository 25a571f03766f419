package dev.tidemark.refinement;

import dev.tidemark.spec.replay.Slice;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A trace in which one logged value is another.
 *
 * @param place action and field
 * @param what  how it was changed
 * @param index of the event in the slice
 * @param event what it says instead
 */
record Corruption(Slice slice, String place, String what, int index, TraceEvent event) {

    /** All corruptions of one event that a reader would still read. */
    static List<Corruption> of(Slice slice, int index) {
        TraceEvent event = slice.events().get(index);
        SpecVocabulary words = Vocabulary.standard().spec(slice.judge()).orElseThrow();
        List<Corruption> found = new ArrayList<>();
        variants(slice, words, event).forEach((variant, changed) -> readable(words, changed).filter(read -> !read.equals(event))
                .ifPresent(read -> found.add(new Corruption(slice, event.action() + " " + variant.place(), variant.what(), index, read))));
        return found;
    }

    private static Map<Variant, TraceEvent> variants(Slice slice, SpecVocabulary words, TraceEvent event) {
        Variants variants = new Variants(names(slice));
        Map<Variant, TraceEvent> changed = new LinkedHashMap<>();
        for (Parameter parameter : words.actions().get(event.action()).parameters()) {
            String name = parameter.name();
            variants.of(parameter.shape(), event.args().get(name)).forEach(v -> changed.put(v.within("args." + name, value -> value),
                    with(event, with(event.args(), name, v.value()), event.after())));
        }
        event.after().forEach((name, change) -> {
            variants.of(words.variables().get(name).change(), change).forEach(v -> changed.put(v.within("after." + name, value -> value),
                    with(event, event.args(), with(event.after(), name, v.value()))));
            changed.put(new Variant("after." + name, "variable dropped", name), with(event, event.args(), without(event.after(), name)));
        });
        return changed;
    }

    private static List<String> names(Slice slice) {
        List<String> names = new ArrayList<>();
        ((List<?>) slice.instance().constants().getOrDefault("Replicas", List.of())).forEach(replica -> names.add((String) replica));
        names.add("none");
        return names;
    }

    private static TraceEvent with(TraceEvent event, Map<String, Object> args, Map<String, Object> after) {
        return new TraceEvent(event.seq(), event.at(), event.node(), event.spec(), event.scope(), event.action(), args, after);
    }

    private static Map<String, Object> with(Map<String, Object> map, String name, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(map);
        changed.put(name, value);
        return changed;
    }

    private static Map<String, Object> without(Map<String, Object> map, String name) {
        Map<String, Object> fewer = new LinkedHashMap<>(map);
        fewer.remove(name);
        return fewer;
    }

    private static Optional<TraceEvent> readable(SpecVocabulary words, TraceEvent event) {
        try {
            return Optional.of(words.canonical(event));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Place and kind of change; the corruptions of one kind are alike. */
    String kind() {
        return place + ": " + what;
    }

    /** The whole slice, with the lie in it. */
    Slice corrupted() {
        List<TraceEvent> events = new ArrayList<>(slice.events());
        events.set(index, event);
        return new Slice(slice.instance(), slice.judge(), events);
    }
}
