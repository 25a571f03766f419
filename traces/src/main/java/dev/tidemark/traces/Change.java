package dev.tidemark.traces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * How the change of a variable is written in an event's {@code after}: as little as says it all.
 *
 * <pre>
 * Whole      the new value
 * Keyed      {"b2": change}                      of a function: the keys that changed; its domain never does
 * Mapped     {"put": {"7": change}, "remove": ["3"]}   of a function whose domain changes: a new key begins empty
 * Growing    {"from": 3, "entries": [...]}       of a sequence: the first 3 elements as before, then these
 * Members    {"add": [...], "remove": [...]}     of a set; what is empty is left out
 * </pre>
 */
public sealed interface Change {

    static Change whole(Shape shape) {
        return new Whole(shape);
    }

    static Change keyed(Shape key, Change value) {
        return new Keyed(key, value);
    }

    /** Of a function with sequences or sets as values, of which keys come and go. */
    static Change mapped(Shape key, Change value) {
        if (!(value instanceof Growing || value instanceof Members)) {
            throw new IllegalArgumentException("found values of shape " + value.shape() + ", expected sequences or sets: a new key begins empty");
        }
        return new Mapped(key, value);
    }

    static Growing growing(Shape element) {
        return new Growing(element);
    }

    static Change members(Shape element) {
        return new Members(element);
    }

    /** For emitters: a sequence keeps its first {@code from} elements, and these follow. */
    static Map<String, Object> growth(long from, List<?> entries) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("from", from);
        change.put("entries", entries);
        return change;
    }

    /** For emitters: these keys of a function have so changed, or are new, and those are gone. */
    static Map<String, Object> remapping(Map<?, ?> put, Collection<?> remove) {
        Map<String, Object> change = new LinkedHashMap<>();
        if (!put.isEmpty()) {
            change.put("put", put);
        }
        if (!remove.isEmpty()) {
            change.put("remove", remove);
        }
        return change;
    }

    /** For emitters: these come into a set, and those leave it. */
    static Map<String, Object> exchange(Collection<?> add, Collection<?> remove) {
        Map<String, Object> change = new LinkedHashMap<>();
        if (!add.isEmpty()) {
            change.put("add", add);
        }
        if (!remove.isEmpty()) {
            change.put("remove", remove);
        }
        return change;
    }

    /** The shape of the variable itself. */
    Shape shape();

    /**
     * The change in its one canonical form.
     *
     * @throws ShapeMismatch if it is no change of this kind
     */
    Object canonical(Object change);

    /** The change from one canonical value to another; empty if they are equal. */
    Optional<Object> between(Object before, Object after);

    /**
     * The value after a canonical change of a canonical value.
     *
     * @throws ShapeMismatch if the change does not fit the value: an unknown key, or more elements to keep than there are
     */
    Object apply(Object before, Object change);

    record Whole(Shape shape) implements Change {
        @Override
        public Object canonical(Object change) {
            return shape.canonical(change);
        }

        @Override
        public Optional<Object> between(Object before, Object after) {
            return before.equals(after) ? Optional.empty() : Optional.of(after);
        }

        @Override
        public Object apply(Object before, Object change) {
            return change;
        }
    }

    record Keyed(Shape key, Change value) implements Change {
        @Override
        public Shape shape() {
            return Shape.functionOf(key, value.shape());
        }

        @Override
        public Object canonical(Object change) {
            Map<String, Object> result = new TreeMap<>();
            for (Map.Entry<?, ?> entry : ShapeMismatch.requireMap(change, "the keys that changed (an object)").entrySet()) {
                String name = Shape.keyName(key, entry.getKey());
                result.put(name, ShapeMismatch.within(name, () -> value.canonical(entry.getValue())));
            }
            return Collections.unmodifiableMap(result);
        }

        @Override
        public Optional<Object> between(Object before, Object after) {
            Map<?, ?> old = (Map<?, ?>) before;
            Map<String, Object> changed = new TreeMap<>();
            for (Map.Entry<?, ?> entry : ((Map<?, ?>) after).entrySet()) {
                value.between(old.get(entry.getKey()), entry.getValue()).ifPresent(c -> changed.put((String) entry.getKey(), c));
            }
            return changed.isEmpty() ? Optional.empty() : Optional.of(changed);
        }

        @Override
        public Object apply(Object before, Object change) {
            Map<String, Object> result = new TreeMap<>();
            ((Map<?, ?>) before).forEach((name, old) -> result.put((String) name, old));
            ((Map<?, ?>) change).forEach((name, part) -> {
                if (!result.containsKey(name)) {
                    throw new ShapeMismatch(name, "one of the keys " + result.keySet());
                }
                result.compute((String) name, (n, old) -> ShapeMismatch.within(n, () -> value.apply(old, part)));
            });
            return Collections.unmodifiableMap(result);
        }
    }

    record Mapped(Shape key, Change value) implements Change {
        @Override
        public Shape shape() {
            return Shape.functionOf(key, value.shape());
        }

        @Override
        public Object canonical(Object change) {
            Map<?, ?> found = ShapeMismatch.requireMap(change, "what to put and what to remove (a JSON object)");
            if (!Set.of("put", "remove").containsAll(found.keySet())) {
                throw new ShapeMismatch(change, "only put and remove");
            }
            Map<?, ?> put = found.containsKey("put") ? (Map<?, ?>) new Keyed(key, value).canonical(found.get("put")) : Map.of();
            List<?> removed = found.containsKey("remove") ? (List<?>) Shape.setOf(key).canonical(found.get("remove")) : List.of();
            if (removed.stream().anyMatch(gone -> put.containsKey(gone.toString()))) {
                throw new ShapeMismatch(change, "no key both to put and to remove");
            }
            return remapping(put, removed);
        }

        @Override
        public Optional<Object> between(Object before, Object after) {
            Map<String, Object> put = new TreeMap<>();
            ((Map<?, ?>) after).forEach((name, now) -> {
                Object old = ((Map<?, ?>) before).get(name);
                value.between(old == null ? List.of() : old, now).or(() -> old == null ? Optional.of(nothing()) : Optional.empty())
                        .ifPresent(change -> put.put((String) name, change));
            });
            List<Object> removed = new ArrayList<>(((Map<?, ?>) before).keySet());
            removed.removeAll(((Map<?, ?>) after).keySet());
            return put.isEmpty() && removed.isEmpty() ? Optional.empty() : Optional.of(canonical(remapping(put, keys(removed))));
        }

        private Object nothing() {
            return value instanceof Growing ? growth(0, List.of()) : exchange(List.of(), List.of());
        }

        /** Keys as values: in a function they are written as strings. */
        private List<Object> keys(List<Object> names) {
            return names.stream().map(name -> key instanceof Shape.Int ? (Object) Long.valueOf((String) name) : name).toList();
        }

        @Override
        public Object apply(Object before, Object change) {
            Map<String, Object> result = new TreeMap<>();
            ((Map<?, ?>) before).forEach((name, old) -> result.put((String) name, old));
            Object removed = ((Map<?, ?>) change).get("remove");
            for (Object gone : removed == null ? List.of() : (List<?>) removed) {
                if (result.remove(gone.toString()) == null) {
                    throw new ShapeMismatch(gone, "one of the keys " + result.keySet());
                }
            }
            Object put = ((Map<?, ?>) change).get("put");
            if (put != null) {
                ((Map<?, ?>) put).forEach((name, part) -> result.compute((String) name,
                        (n, old) -> ShapeMismatch.within(n, () -> value.apply(old == null ? List.of() : old, part))));
            }
            return Collections.unmodifiableMap(result);
        }
    }

    record Growing(Shape element) implements Change {
        private Shape.RecordOf change() {
            return Shape.record(Shape.field("from", Shape.INT), Shape.field("entries", shape()));
        }

        @Override
        public Shape shape() {
            return Shape.sequenceOf(element);
        }

        @Override
        public Object canonical(Object change) {
            Map<?, ?> result = (Map<?, ?>) change().canonical(change);
            if ((Long) result.get("from") < 0) {
                throw new ShapeMismatch(change, "a from of 0 or more");
            }
            return result;
        }

        @Override
        public Optional<Object> between(Object before, Object after) {
            List<?> old = (List<?>) before;
            List<?> now = (List<?>) after;
            int from = 0;
            while (from < old.size() && from < now.size() && old.get(from).equals(now.get(from))) {
                from++;
            }
            return from == old.size() && from == now.size()
                    ? Optional.empty() : Optional.of(growth(from, List.copyOf(now.subList(from, now.size()))));
        }

        @Override
        public Object apply(Object before, Object change) {
            List<?> old = (List<?>) before;
            long from = (Long) ((Map<?, ?>) change).get("from");
            if (from > old.size()) {
                throw new ShapeMismatch(from, "at most " + old.size() + " elements to keep, which is all there are");
            }
            List<Object> result = new ArrayList<>(old.subList(0, (int) from));
            result.addAll((List<?>) ((Map<?, ?>) change).get("entries"));
            return Collections.unmodifiableList(result);
        }
    }

    record Members(Shape element) implements Change {
        @Override
        public Shape shape() {
            return Shape.setOf(element);
        }

        @Override
        public Object canonical(Object change) {
            Map<?, ?> found = ShapeMismatch.requireMap(change, "what to add and what to remove (a JSON object)");
            if (!Set.of("add", "remove").containsAll(found.keySet())) {
                throw new ShapeMismatch(change, "only add and remove");
            }
            return exchange(part(found, "add"), part(found, "remove"));
        }

        private List<?> part(Map<?, ?> change, String name) {
            Object elements = change.get(name);
            return elements == null ? List.of() : (List<?>) ShapeMismatch.within(name, () -> shape().canonical(elements));
        }

        @Override
        public Optional<Object> between(Object before, Object after) {
            List<?> added = minus(after, before);
            List<?> removed = minus(before, after);
            return added.isEmpty() && removed.isEmpty() ? Optional.empty() : Optional.of(exchange(added, removed));
        }

        private static List<?> minus(Object left, Object right) {
            Set<Object> excluded = new HashSet<>((List<?>) right);
            return ((List<?>) left).stream().filter(e -> !excluded.contains(e)).toList();
        }

        @Override
        public Object apply(Object before, Object change) {
            Set<Object> result = new HashSet<>((List<?>) before);
            List<?> removed = part((Map<?, ?>) change, "remove");
            if (!result.containsAll(removed)) {
                throw new ShapeMismatch(removed, "only members to remove");
            }
            removed.forEach(result::remove);
            result.addAll(part((Map<?, ?>) change, "add"));
            return shape().canonical(result);
        }
    }
}
