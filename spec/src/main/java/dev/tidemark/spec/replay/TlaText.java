package dev.tidemark.spec.replay;

import dev.tidemark.traces.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A canonical trace value as a TLA+ expression. */
final class TlaText {
    private TlaText() { }

    static String of(Shape shape, Object value) {
        if (shape instanceof Shape.SetOf set) {
            return "{" + all(set.element(), value) + "}";
        } else if (shape instanceof Shape.SequenceOf sequence) {
            return "<<" + all(sequence.element(), value) + ">>";
        } else if (shape instanceof Shape.RecordOf record) {
            return record(record, (Map<?, ?>) value);
        } else if (shape instanceof Shape.OneOf kinds) {
            return record(kinds.kinds().get(((Map<?, ?>) value).get(kinds.tag())), (Map<?, ?>) value);
        } else if (shape instanceof Shape.FunctionOf function) {
            return function(function, (Map<?, ?>) value);
        } else if (shape instanceof Shape.Text) {
            return "\"" + ((String) value).replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
        } else if (shape instanceof Shape.Bool) {
            return (Boolean) value ? "TRUE" : "FALSE";
        }
        return value.toString();
    }

    private static String all(Shape element, Object values) {
        return ((Collection<?>) values).stream().map(value -> of(element, value)).collect(Collectors.joining(", "));
    }

    private static String record(Shape.RecordOf shape, Map<?, ?> value) {
        return shape.fields().stream().map(field -> field.name() + " |-> " + of(field.shape(), value.get(field.name())))
                .collect(Collectors.joining(", ", "[", "]"));
    }

    /** A function by cases, so that its keys may be anything; the empty one is the empty sequence. */
    private static String function(Shape.FunctionOf shape, Map<?, ?> value) {
        String variable = shape.value() instanceof Shape.FunctionOf ? "outerKey" : "key"; // TLA+ has no shadowing
        List<String> keys = new ArrayList<>();
        List<String> cases = new ArrayList<>();
        for (Map.Entry<?, ?> entry : value.entrySet()) {
            String key = key(shape.key(), entry.getKey());
            keys.add(key);
            cases.add(variable + " = " + key + " -> " + of(shape.value(), entry.getValue()));
        }
        return keys.isEmpty() ? "<<>>" : "[" + variable + " \\in {" + String.join(", ", keys) + "} |-> CASE " + String.join(" [] ", cases) + "]";
    }

    /** The key of a function, which Java and JSON have as a string. */
    static String key(Shape shape, Object key) {
        return shape instanceof Shape.Int ? key.toString() : of(shape, key);
    }
}
