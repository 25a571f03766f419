package dev.tidemark.traces;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** A total order of canonical trace values, so that a set has one way to be written: by kind, then by content. */
enum ValueOrder implements Comparator<Object> {
    INSTANCE;

    @Override
    public int compare(Object left, Object right) {
        if (left instanceof Long a && right instanceof Long b) {
            return a.compareTo(b);
        }
        if (left instanceof String a && right instanceof String b) {
            return a.compareTo(b);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            return a.compareTo(b);
        }
        if (left instanceof List<?> a && right instanceof List<?> b) {
            return compareAll(a.iterator(), b.iterator());
        }
        if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
            int byKeys = compareAll(a.keySet().iterator(), b.keySet().iterator());
            return byKeys != 0 ? byKeys : compareAll(a.values().iterator(), b.values().iterator());
        }
        return Integer.compare(rank(left), rank(right));
    }

    private int compareAll(Iterator<?> left, Iterator<?> right) {
        while (left.hasNext() && right.hasNext()) {
            int order = compare(left.next(), right.next());
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }

    private static int rank(Object value) {
        if (value instanceof Long) {
            return 0;
        }
        if (value instanceof String) {
            return 1;
        }
        if (value instanceof Boolean) {
            return 2;
        }
        return value instanceof List ? 3 : 4;
    }
}
