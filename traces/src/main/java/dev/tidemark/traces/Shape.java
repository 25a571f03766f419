package dev.tidemark.traces;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a value of a spec looks like in a trace.
 *
 * <p>A trace value is plain Java: {@code Long} (an {@code Integer} is taken too), {@code String}, {@code Boolean}, any
 * {@code Collection} for a set, {@code List} for a sequence, {@code Map} with {@code String} keys for a record or a
 * function. There are no floats and no nulls. In JSON a set is a sorted array, and a record or function is an object.
 */
public sealed interface Shape {
    /** A TLC integer: 32 bits, although the format itself could carry 64. */
    Shape INT = new Int();
    Shape STRING = new Text();
    Shape BOOL = new Bool();

    static Shape setOf(Shape element) {
        return new SetOf(element);
    }

    static Shape sequenceOf(Shape element) {
        return new SequenceOf(element);
    }

    static Shape functionOf(Shape key, Shape value) {
        return new FunctionOf(key, value);
    }

    static RecordOf record(Field... fields) {
        return new RecordOf(List.of(fields));
    }

    /** One of several kinds of record, told apart by the string in their field {@code tag}. */
    static Shape oneOf(String tag, Map<String, RecordOf> kinds) {
        return new OneOf(tag, kinds);
    }

    static Field field(String name, Shape shape) {
        return new Field(name, shape);
    }

    /**
     * The value in its one canonical form: integers as {@code Long}, sets sorted, fields in the order of the shape.
     *
     * @throws ShapeMismatch if the value is of another shape
     */
    Object canonical(Object value);

    /** What a reader expects to find here, in words. */
    String describe();

    record Field(String name, Shape shape) { }

    record Int() implements Shape {
        @Override
        public Object canonical(Object value) {
            if (!(value instanceof Long || value instanceof Integer)) {
                throw new ShapeMismatch(value, describe());
            }
            long number = ((Number) value).longValue();
            if (number != (int) number) {
                throw new ShapeMismatch(value, "a number that fits TLC's 32 bits");
            }
            return number;
        }

        @Override
        public String describe() {
            return "an integer";
        }
    }

    record Text() implements Shape {
        @Override
        public Object canonical(Object value) {
            return ShapeMismatch.require(String.class, value, describe());
        }

        @Override
        public String describe() {
            return "a string";
        }
    }

    record Bool() implements Shape {
        @Override
        public Object canonical(Object value) {
            return ShapeMismatch.require(Boolean.class, value, describe());
        }

        @Override
        public String describe() {
            return "true or false";
        }
    }

    record SetOf(Shape element) implements Shape {
        @Override
        public Object canonical(Object value) {
            List<Object> elements = elementsOf(element, ShapeMismatch.require(Collection.class, value, describe()));
            elements.sort(ValueOrder.INSTANCE);
            for (int i = 1; i < elements.size(); i++) {
                if (elements.get(i).equals(elements.get(i - 1))) {
                    throw new ShapeMismatch(value, "a set, in which nothing occurs twice");
                }
            }
            return Collections.unmodifiableList(elements);
        }

        @Override
        public String describe() {
            return "a set (a JSON array)";
        }
    }

    record SequenceOf(Shape element) implements Shape {
        @Override
        public Object canonical(Object value) {
            return Collections.unmodifiableList(elementsOf(element, ShapeMismatch.require(List.class, value, describe())));
        }

        @Override
        public String describe() {
            return "a sequence (a JSON array)";
        }
    }

    record RecordOf(List<Field> fields) implements Shape {
        public RecordOf {
            fields = List.copyOf(fields);
        }

        @Override
        public Object canonical(Object value) {
            Map<?, ?> found = ShapeMismatch.requireMap(value, describe());
            Map<String, Object> result = new LinkedHashMap<>(fields.size() * 2);
            for (Field field : fields) {
                Object part = found.get(field.name());
                if (part == null) {
                    throw new ShapeMismatch(value, describe() + ", but " + field.name() + " is missing");
                }
                result.put(field.name(), ShapeMismatch.within(field.name(), () -> field.shape().canonical(part)));
            }
            if (found.size() != fields.size()) {
                throw new ShapeMismatch(value, describe() + " and nothing else");
            }
            return Collections.unmodifiableMap(result);
        }

        @Override
        public String describe() {
            return "a record of " + String.join(", ", fields.stream().map(Field::name).toList());
        }
    }

    record OneOf(String tag, Map<String, RecordOf> kinds) implements Shape {
        public OneOf {
            kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
        }

        @Override
        public Object canonical(Object value) {
            Object kind = ShapeMismatch.requireMap(value, describe()).get(tag);
            if (!(kind instanceof String name) || !kinds.containsKey(name)) {
                throw new ShapeMismatch(kind == null ? value : kind, describe());
            }
            return kinds.get(name).canonical(value);
        }

        @Override
        public String describe() {
            return "a record whose " + tag + " is one of " + String.join(", ", kinds.keySet());
        }
    }

    /** A function with keys that are strings or integers; in JSON and in Java the keys are strings. */
    record FunctionOf(Shape key, Shape value) implements Shape {
        @Override
        public Object canonical(Object function) {
            Map<String, Object> result = new TreeMap<>();
            for (Map.Entry<?, ?> entry : ShapeMismatch.requireMap(function, describe()).entrySet()) {
                String name = keyName(key, entry.getKey());
                result.put(name, ShapeMismatch.within(name, () -> value.canonical(entry.getValue())));
            }
            return Collections.unmodifiableMap(result);
        }

        @Override
        public String describe() {
            return "a function (a JSON object)";
        }
    }

    private static List<Object> elementsOf(Shape element, Collection<?> values) {
        List<Object> result = new ArrayList<>(values.size());
        for (Object value : values) {
            result.add(ShapeMismatch.within("[" + result.size() + "]", () -> element.canonical(value)));
        }
        return result;
    }

    /** The key of a function as JSON writes it, checked against the shape of the keys. */
    static String keyName(Shape shape, Object key) {
        if (shape instanceof Int) {
            try {
                return shape.canonical(key instanceof String name ? (Object) Long.valueOf(name) : key).toString();
            } catch (NumberFormatException e) {
                throw new ShapeMismatch(key, "an integer as key");
            }
        }
        return (String) STRING.canonical(key);
    }
}
