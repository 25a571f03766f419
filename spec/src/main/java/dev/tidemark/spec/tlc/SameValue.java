package dev.tidemark.spec.tlc;

import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/**
 * Equality of values that mostly share their parts. TLC's own has no short cut for the same object, and would compare all
 * the logs at every step.
 */
final class SameValue {
    private SameValue() { }

    static boolean same(Value left, Value right) {
        if (left == right) {
            return true;
        }
        if (left instanceof TupleValue a && right instanceof TupleValue b) {
            return same(a.elems, b.elems);
        }
        if (left instanceof FcnRcdValue a && right instanceof FcnRcdValue b && a.domain != null && sameDomain(a, b)) {
            return same(a.values, b.values);
        }
        return left.equals(right);
    }

    private static boolean sameDomain(FcnRcdValue left, FcnRcdValue right) {
        return left.domain == right.domain || right.domain != null && same(left.domain, right.domain);
    }

    private static boolean same(Value[] left, Value[] right) {
        if (left.length != right.length) {
            return false;
        }
        for (int i = 0; i < left.length; i++) {
            if (!same(left[i], right[i])) {
                return false;
            }
        }
        return true;
    }
}
