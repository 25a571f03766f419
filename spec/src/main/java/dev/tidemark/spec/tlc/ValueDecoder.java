package dev.tidemark.spec.tlc;

import dev.tidemark.traces.Shape;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.StringValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** Trace values as TLC values. One decoder is made for each shape, and kept. */
final class ValueDecoder {

    /** Makes the TLC value of a trace value that has the right shape. */
    interface Decoder {
        Value decode(Object value);
    }

    private final Map<Shape, Decoder> decoders = new IdentityHashMap<>();
    private final Map<String, StringValue> strings = new HashMap<>();

    Decoder of(Shape shape) {
        Decoder known = decoders.get(shape);
        if (known == null) {
            known = make(shape);
            decoders.put(shape, known);
        }
        return known;
    }

    StringValue string(String text) {
        return strings.computeIfAbsent(text, StringValue::new);
    }

    private Decoder make(Shape shape) {
        if (shape instanceof Shape.SetOf set) {
            Decoder element = of(set.element());
            return value -> normalized(new SetEnumValue(all(element, (Collection<?>) value), false));
        } else if (shape instanceof Shape.SequenceOf sequence) {
            Decoder element = of(sequence.element());
            return value -> new TupleValue(all(element, (Collection<?>) value));
        } else if (shape instanceof Shape.RecordOf record) {
            return new OfRecord(record);
        } else if (shape instanceof Shape.OneOf kinds) {
            Map<String, Decoder> byKind = new HashMap<>();
            kinds.kinds().forEach((name, kind) -> byKind.put(name, of(kind)));
            return value -> byKind.get((String) ((Map<?, ?>) value).get(kinds.tag())).decode(value);
        } else if (shape instanceof Shape.FunctionOf function) {
            return value -> function(function, (Map<?, ?>) value);
        } else if (shape instanceof Shape.Text) {
            return value -> string((String) value);
        } else if (shape instanceof Shape.Bool) {
            return value -> (Boolean) value ? BoolValue.ValTrue : BoolValue.ValFalse;
        }
        return ValueDecoder::integer;
    }

    private static Value integer(Object value) {
        long number = ((Number) value).longValue();
        if (number != (int) number) {
            throw new IllegalArgumentException("found " + number + ", expected a number that fits TLC's 32 bits");
        }
        return IntValue.gen((int) number);
    }

    static Value[] all(Decoder element, Collection<?> values) {
        Value[] result = new Value[values.size()];
        int i = 0;
        for (Object value : values) {
            result[i++] = element.decode(value);
        }
        return result;
    }

    static <V extends Value> V normalized(V value) {
        value.normalize();
        return value;
    }

    private Value function(Shape.FunctionOf shape, Map<?, ?> entries) {
        if (entries.isEmpty()) {
            return FcnRcdValue.EmptyFcn;
        }
        Value[] domain = new Value[entries.size()];
        Value[] values = new Value[entries.size()];
        Decoder decoder = of(shape.value());
        int i = 0;
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            domain[i] = key(shape.key(), entry.getKey());
            values[i++] = decoder.decode(entry.getValue());
        }
        return normalized(new FcnRcdValue(domain, values, false));
    }

    /** A function's key, which a trace has as a string whatever its shape. */
    Value key(Shape shape, Object key) {
        return shape instanceof Shape.Int ? IntValue.gen(Integer.parseInt(key.toString())) : string((String) key);
    }

    /** Records are made with their fields in TLC's order, which is that of its string table. */
    private final class OfRecord implements Decoder {
        private final UniqueString[] names;
        private final String[] keys;
        private final Decoder[] parts;

        OfRecord(Shape.RecordOf shape) {
            List<Shape.Field> fields = shape.fields().stream()
                    .sorted(Comparator.comparing(field -> UniqueString.uniqueStringOf(field.name()), UniqueString::compareTo)).toList();
            keys = fields.stream().map(Shape.Field::name).toArray(String[]::new);
            names = Arrays.stream(keys).map(UniqueString::uniqueStringOf).toArray(UniqueString[]::new);
            parts = fields.stream().map(field -> of(field.shape())).toArray(Decoder[]::new);
        }

        @Override
        public Value decode(Object value) {
            Map<?, ?> record = (Map<?, ?>) value;
            Value[] values = new Value[keys.length];
            for (int i = 0; i < keys.length; i++) {
                values[i] = parts[i].decode(record.get(keys[i]));
            }
            return new RecordValue(names, values, true);
        }
    }
}
