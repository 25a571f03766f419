package dev.tidemark.spec.tlc;

import dev.tidemark.traces.Change;
import dev.tidemark.traces.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;

/** Applies a logged change to a TLC value. What does not change is shared with the old value, so that it compares at once. */
final class ChangeApplier {

    /** A change that does not fit the value that it is to change. */
    static final class DoesNotApply extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DoesNotApply(String message) {
            super(message);
        }
    }

    private final ValueDecoder decoder;

    ChangeApplier(ValueDecoder decoder) {
        this.decoder = decoder;
    }

    /** @throws DoesNotApply if the change names an unknown key, or keeps more elements than there are */
    Value apply(Change change, Value old, Object logged) {
        if (change instanceof Change.Keyed keyed) {
            return keyed(keyed, (FcnRcdValue) old.toFcnRcd(), (Map<?, ?>) logged);
        } else if (change instanceof Change.Mapped mapped) {
            return mapped(mapped, (FcnRcdValue) old.toFcnRcd(), (Map<?, ?>) logged);
        } else if (change instanceof Change.Growing growing) {
            return growing(growing, (TupleValue) old.toTuple(), (Map<?, ?>) logged);
        } else if (change instanceof Change.Members members) {
            return members(members, (SetEnumValue) old.toSetEnum(), (Map<?, ?>) logged);
        }
        return decoder.of(change.shape()).decode(logged);
    }

    private Value keyed(Change.Keyed change, FcnRcdValue old, Map<?, ?> logged) {
        old.normalize();
        Value[] domain = old.getDomainAsValues();
        Value[] values = old.values.clone();
        for (Map.Entry<?, ?> entry : logged.entrySet()) {
            Value key = decoder.key(change.key(), entry.getKey());
            int index = indexOf(key, domain);
            values[index] = apply(change.value(), values[index], entry.getValue());
        }
        // The same array of keys as before makes the comparison with TLC's own EXCEPT a short one.
        return old.intv != null ? new FcnRcdValue(old.intv, values) : new FcnRcdValue(old.domain, values, old.isNormalized());
    }

    private Value mapped(Change.Mapped change, FcnRcdValue old, Map<?, ?> logged) {
        old.normalize();
        Map<Value, Value> entries = new LinkedHashMap<>();
        Value[] domain = old.getDomainAsValues();
        for (int i = 0; i < domain.length; i++) {
            entries.put(domain[i], old.values[i]);
        }
        for (Value gone : part(change.key(), logged.get("remove"))) {
            if (entries.remove(gone) == null) {
                throw new DoesNotApply("the key " + gone + " is not in its domain {" + join(domain) + "}");
            }
        }
        Object put = logged.get("put");
        if (put != null) {
            ((Map<?, ?>) put).forEach((name, part) -> entries.compute(decoder.key(change.key(), name),
                    (key, value) -> apply(change.value(), value == null ? empty(change.value()) : value, part)));
        }
        return ValueDecoder.normalized(new FcnRcdValue(entries.keySet().toArray(new Value[0]), entries.values().toArray(new Value[0]), false));
    }

    private static Value empty(Change change) {
        return change instanceof Change.Members ? new SetEnumValue() : TupleValue.EmptyTuple;
    }

    private static int indexOf(Value key, Value[] domain) {
        for (int i = 0; i < domain.length; i++) {
            if (domain[i].equals(key)) {
                return i;
            }
        }
        throw new DoesNotApply("the key " + key + " is not in its domain {" + join(domain) + "}");
    }

    private static String join(Value[] values) {
        List<String> texts = new ArrayList<>();
        for (Value value : values) {
            texts.add(value.toString());
        }
        return String.join(", ", texts);
    }

    private Value growing(Change.Growing change, TupleValue old, Map<?, ?> logged) {
        int from = ((Number) logged.get("from")).intValue();
        if (from < 0 || from > old.elems.length) {
            throw new DoesNotApply("the log keeps the first " + from + " elements of " + old.elems.length);
        }
        Value[] added = ValueDecoder.all(decoder.of(change.element()), (Collection<?>) logged.get("entries"));
        Value[] result = new Value[from + added.length];
        System.arraycopy(old.elems, 0, result, 0, from);
        System.arraycopy(added, 0, result, from, added.length);
        return new TupleValue(result);
    }

    private Value members(Change.Members change, SetEnumValue old, Map<?, ?> logged) {
        Value[] removed = part(change.element(), logged.get("remove"));
        Value[] added = part(change.element(), logged.get("add"));
        old.normalize();
        List<Value> result = new ArrayList<>(old.elems.size() + added.length);
        for (int i = 0; i < old.elems.size(); i++) {
            if (!contains(removed, old.elems.elementAt(i))) {
                result.add(old.elems.elementAt(i));
            }
        }
        if (result.size() + removed.length != old.elems.size()) {
            throw new DoesNotApply("the set has no such member to lose as one of {" + join(removed) + "}");
        }
        result.addAll(List.of(added));
        return ValueDecoder.normalized(new SetEnumValue(result.toArray(new Value[0]), false));
    }

    private Value[] part(Shape element, Object elements) {
        return elements == null ? new Value[0] : ValueDecoder.all(decoder.of(element), (Collection<?>) elements);
    }

    private static boolean contains(Value[] values, Value wanted) {
        for (Value value : values) {
            if (value.equals(wanted)) {
                return true;
            }
        }
        return false;
    }
}
