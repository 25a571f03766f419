package dev.tidemark.spec.tlc;

import dev.tidemark.traces.Shape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** TLC values as canonical trace values: what a run that saw everything would log. */
final class ValueEncoder {
    private ValueEncoder() { }

    static Object encode(Shape shape, Value value) {
        return shape.canonical(plain(shape, value));
    }

    private static Object plain(Shape shape, Value value) {
        if (shape instanceof Shape.SetOf set) {
            return all(set.element(), ((SetEnumValue) value.toSetEnum()).elems.toArray());
        } else if (shape instanceof Shape.SequenceOf sequence) {
            return all(sequence.element(), ((TupleValue) value.toTuple()).elems);
        } else if (shape instanceof Shape.RecordOf record) {
            return record(record, (RecordValue) value.toRcd());
        } else if (shape instanceof Shape.OneOf kinds) {
            RecordValue record = (RecordValue) value.toRcd();
            return record(kinds.kinds().get(text(field(record, kinds.tag()))), record);
        } else if (shape instanceof Shape.FunctionOf function) {
            return function(function, (FcnRcdValue) value.toFcnRcd());
        } else if (shape instanceof Shape.Text) {
            return text(value);
        } else if (shape instanceof Shape.Bool) {
            return ((BoolValue) value).val;
        }
        return (long) ((IntValue) value).val;
    }

    private static List<Object> all(Shape element, Value[] values) {
        List<Object> result = new ArrayList<>(values.length);
        for (Value value : values) {
            result.add(plain(element, value));
        }
        return result;
    }

    private static Map<String, Object> record(Shape.RecordOf shape, RecordValue record) {
        Map<String, Object> result = new LinkedHashMap<>();
        shape.fields().forEach(field -> result.put(field.name(), plain(field.shape(), field(record, field.name()))));
        return result;
    }

    private static Value field(RecordValue record, String name) {
        UniqueString wanted = UniqueString.uniqueStringOf(name);
        for (int i = 0; i < record.names.length; i++) {
            if (record.names[i].equals(wanted)) {
                return record.values[i];
            }
        }
        throw new IllegalStateException("found " + record + ", expected a record with the field " + name);
    }

    private static Map<String, Object> function(Shape.FunctionOf shape, FcnRcdValue function) {
        Map<String, Object> result = new TreeMap<>();
        Value[] domain = function.getDomainAsValues();
        for (int i = 0; i < domain.length; i++) {
            result.put(plain(shape.key(), domain[i]).toString(), plain(shape.value(), function.values[i]));
        }
        return result;
    }

    private static String text(Value value) {
        return ((StringValue) value).val.toString();
    }
}
