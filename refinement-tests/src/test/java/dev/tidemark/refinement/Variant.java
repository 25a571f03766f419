package dev.tidemark.refinement;

import java.util.function.UnaryOperator;

/**
 * A value with one thing in it changed.
 *
 * @param place where, as a path of fields; keys and positions are left out of it
 * @param what  how, in a word or two
 * @param value the whole value with the change in it
 */
record Variant(String place, String what, Object value) {
    /** The change seen from outside of what it was made in. */
    Variant within(String field, UnaryOperator<Object> rebuilt) {
        return new Variant(field + (place.isEmpty() ? "" : "." + place), what, rebuilt.apply(value));
    }

    /** The same where the place outside has no name of its own: an element, or the value of a key. */
    Variant inside(UnaryOperator<Object> rebuilt) {
        return new Variant(place, what, rebuilt.apply(value));
    }
}
