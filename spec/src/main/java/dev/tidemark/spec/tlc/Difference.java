package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/** The first place at which two values of a variable differ. */
record Difference(String path, String spec, String trace) {

    static Difference of(String variable, Value spec, Value trace) {
        if (spec instanceof FcnRcdValue a && trace instanceof FcnRcdValue b && a.domain != null && b.domain != null
                && SameValue.same(new SetEnumValue(a.domain, false), new SetEnumValue(b.domain, false))) {
            a.normalize();
            b.normalize();
            for (int i = 0; i < a.values.length; i++) {
                if (!SameValue.same(a.values[i], b.values[i])) {
                    return of(variable + "[" + a.domain[i] + "]", a.values[i], b.values[i]);
                }
            }
        } else if (spec instanceof TupleValue a && trace instanceof TupleValue b && a.elems.length == b.elems.length) {
            for (int i = 0; i < a.elems.length; i++) {
                if (!SameValue.same(a.elems[i], b.elems[i])) {
                    return of(variable + "[" + (i + 1) + "]", a.elems[i], b.elems[i]);
                }
            }
        } else if (spec instanceof TupleValue a && trace instanceof TupleValue b) {
            return new Difference("Len(" + variable + ")", String.valueOf(a.elems.length), String.valueOf(b.elems.length));
        } else if (spec instanceof SetEnumValue a && trace instanceof SetEnumValue b) {
            return new Difference(variable, minus(a, b), minus(b, a));
        }
        return new Difference(variable, spec.toString(), trace.toString());
    }

    private static String minus(SetEnumValue left, SetEnumValue right) {
        List<String> result = new ArrayList<>();
        for (int i = 0; i < left.elems.size(); i++) {
            Value element = left.elems.elementAt(i);
            if (!right.member(element)) {
                result.add(element.toString());
            }
        }
        return result.isEmpty() ? "(nothing more than the other)" : "{" + String.join(", ", result) + ", ...}";
    }
}
