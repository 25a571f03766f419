package dev.tidemark.refinement;

import dev.tidemark.traces.Change;
import dev.tidemark.traces.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All small changes of a logged value that leave it well-formed. */
final class Variants {
    private static final List<List<String>> ENUMERATIONS = List.of(List.of("0", "1", "all"), List.of("running", "stopped", "starting"), List.of("recovered", "recovering"));

    private final List<String> names;

    /** @param names what a name may be mistaken for */
    Variants(List<String> names) {
        this.names = List.copyOf(names);
    }

    /** Of the change of a variable. */
    List<Variant> of(Change change, Object logged) {
        if (change instanceof Change.Keyed keyed) {
            return keyed(keyed, (Map<?, ?>) logged);
        } else if (change instanceof Change.Mapped mapped) {
            return mapped(mapped, (Map<?, ?>) logged);
        } else if (change instanceof Change.Growing growing) {
            return growing(growing, (Map<?, ?>) logged);
        } else if (change instanceof Change.Members members) {
            return members(members, (Map<?, ?>) logged);
        }
        return of(change.shape(), logged);
    }

    private List<Variant> keyed(Change.Keyed change, Map<?, ?> logged) {
        List<Variant> variants = keys(logged);
        logged.forEach((key, part) -> of(change.value(), part).forEach(v -> variants.add(v.inside(value -> with(logged, key, value)))));
        return variants;
    }

    private List<Variant> mapped(Change.Mapped change, Map<?, ?> logged) {
        List<Variant> variants = new ArrayList<>();
        if (logged.containsKey("put")) {
            keyed(new Change.Keyed(change.key(), change.value()), (Map<?, ?>) logged.get("put"))
                    .forEach(v -> variants.add(v.within("put", value -> with(logged, "put", value))));
        }
        if (logged.containsKey("remove")) {
            of(Shape.setOf(change.key()), logged.get("remove")).forEach(v -> variants.add(v.within("remove", value -> with(logged, "remove", value))));
        }
        return variants;
    }

    private List<Variant> growing(Change.Growing change, Map<?, ?> logged) {
        List<Variant> variants = new ArrayList<>();
        of(Shape.INT, logged.get("from")).forEach(v -> variants.add(v.within("from", value -> with(logged, "from", value))));
        of(change.shape(), logged.get("entries")).forEach(v -> variants.add(v.within("entries", value -> with(logged, "entries", value))));
        return variants;
    }

    private List<Variant> members(Change.Members change, Map<?, ?> logged) {
        List<Variant> variants = new ArrayList<>();
        logged.forEach((part, elements) -> of(change.shape(), elements).forEach(v -> variants.add(v.within((String) part, value -> with(logged, part, value)))));
        return variants;
    }

    /** Of a value. */
    List<Variant> of(Shape shape, Object logged) {
        if (shape instanceof Shape.SetOf set) {
            return elements(set.element(), (List<?>) logged, "member");
        } else if (shape instanceof Shape.SequenceOf sequence) {
            return elements(sequence.element(), (List<?>) logged, "element");
        } else if (shape instanceof Shape.RecordOf record) {
            return fields(record, (Map<?, ?>) logged);
        } else if (shape instanceof Shape.OneOf kinds) {
            return fields(kinds.kinds().get(((Map<?, ?>) logged).get(kinds.tag())), (Map<?, ?>) logged).stream()
                    .filter(variant -> !variant.place().equals(kinds.tag())).toList();
        } else if (shape instanceof Shape.FunctionOf function) {
            return function(function, (Map<?, ?>) logged);
        }
        return leaf(logged);
    }

    private List<Variant> elements(Shape element, List<?> logged, String noun) {
        List<Variant> variants = new ArrayList<>();
        for (int i = 0; i < logged.size(); i++) {
            int index = i;
            List<Variant> others = of(element, logged.get(i));
            variants.add(new Variant("", noun + " removed", without(logged, index)));
            others.stream().findFirst().ifPresent(other -> variants.add(new Variant("", noun + " added", and(logged, other.value()))));
            others.forEach(other -> variants.add(other.inside(value -> with(logged, index, value))));
        }
        return variants;
    }

    private List<Variant> fields(Shape.RecordOf record, Map<?, ?> logged) {
        List<Variant> variants = new ArrayList<>();
        for (Shape.Field field : record.fields()) {
            of(field.shape(), logged.get(field.name())).forEach(v -> variants.add(v.within(field.name(), value -> with(logged, field.name(), value))));
        }
        return variants;
    }

    private List<Variant> function(Shape.FunctionOf function, Map<?, ?> logged) {
        List<Variant> variants = keys(logged);
        logged.forEach((key, part) -> of(function.value(), part).forEach(v -> variants.add(v.inside(value -> with(logged, key, value)))));
        return variants;
    }

    private List<Variant> keys(Map<?, ?> logged) {
        List<Variant> variants = new ArrayList<>();
        for (Object key : logged.keySet()) {
            Map<Object, Object> fewer = new LinkedHashMap<>(logged);
            Object value = fewer.remove(key);
            variants.add(new Variant("", "key dropped", fewer));
            names.stream().filter(name -> !logged.containsKey(name)).findFirst()
                    .ifPresent(name -> variants.add(new Variant("", "key changed", with(fewer, name, value))));
        }
        return variants;
    }

    private List<Variant> leaf(Object logged) {
        if (logged instanceof Long number) {
            return List.of(new Variant("", "+1", number + 1), new Variant("", "-1", number - 1));
        } else if (logged instanceof Boolean claim) {
            return List.of(new Variant("", "flipped", !claim));
        }
        return similar((String) logged).stream().map(other -> new Variant("", "another text", other)).toList();
    }

    private List<String> similar(String text) {
        if (names.contains(text)) {
            return names.stream().filter(name -> !name.equals(text)).toList();
        }
        return ENUMERATIONS.stream().filter(values -> values.contains(text)).findFirst()
                .map(values -> values.stream().filter(value -> !value.equals(text)).toList()).orElse(List.of(text + "?"));
    }

    private static Map<Object, Object> with(Map<?, ?> map, Object key, Object value) {
        Map<Object, Object> changed = new LinkedHashMap<>(map);
        changed.put(key, value);
        return changed;
    }

    private static List<Object> with(List<?> list, int index, Object value) {
        List<Object> changed = new ArrayList<>(list);
        changed.set(index, value);
        return changed;
    }

    private static List<Object> without(List<?> list, int index) {
        List<Object> fewer = new ArrayList<>(list);
        fewer.remove(index);
        return fewer;
    }

    private static List<Object> and(List<?> list, Object value) {
        List<Object> more = new ArrayList<>(list);
        more.add(value);
        return more;
    }
}
