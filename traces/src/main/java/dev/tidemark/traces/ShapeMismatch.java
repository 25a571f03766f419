package dev.tidemark.traces;

import java.util.Map;
import java.util.function.Supplier;

/** A value is not of the shape that its place in the vocabulary asks for. Says where, what was found, what was expected. */
public final class ShapeMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST_VALUE = 120;

    private final String place;
    private final String problem;

    ShapeMismatch(Object found, String expected) {
        this("", "found " + show(found) + ", expected " + expected);
    }

    ShapeMismatch(String problem) {
        this("", problem);
    }

    private ShapeMismatch(String place, String problem) {
        super(place.isEmpty() ? problem : place + ": " + problem);
        this.place = place;
        this.problem = problem;
    }

    /** Runs a check and, if it fails, says that it was of this part. */
    static <T> T within(String part, Supplier<T> check) {
        try {
            return check.get();
        } catch (ShapeMismatch e) {
            throw new ShapeMismatch(e.place.isEmpty() || e.place.startsWith("[") ? part + e.place : part + "." + e.place, e.problem);
        }
    }

    static <T> T require(Class<T> type, Object value, String expected) {
        if (!type.isInstance(value)) {
            throw new ShapeMismatch(value, expected);
        }
        return type.cast(value);
    }

    static Map<?, ?> requireMap(Object value, String expected) {
        return require(Map.class, value, expected);
    }

    private static String show(Object value) {
        String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "...";
    }
}
