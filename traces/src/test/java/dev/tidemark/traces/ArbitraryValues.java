package dev.tidemark.traces;

import com.pholser.junit.quickcheck.random.SourceOfRandomness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Random values of a shape, random changes of a variable, and random events of a spec. */
final class ArbitraryValues {
    private static final List<String> NAMES = List.of("b1", "b2", "b3", "none", "\u2028\"\\", "기록");
    private final SourceOfRandomness random;

    ArbitraryValues(SourceOfRandomness random) {
        this.random = random;
    }

    Object of(Shape shape) {
        if (shape instanceof Shape.Int) {
            return random.nextInt(4) == 0 ? (long) random.nextInt() : (long) random.nextInt(4) - 1;
        } else if (shape instanceof Shape.Text) {
            return random.choose(NAMES);
        } else if (shape instanceof Shape.Bool) {
            return random.nextBoolean();
        } else if (shape instanceof Shape.SetOf set) {
            Set<Object> elements = new LinkedHashSet<>();
            few(() -> elements.add(of(set.element())));
            return elements;
        } else if (shape instanceof Shape.SequenceOf sequence) {
            List<Object> elements = new ArrayList<>();
            few(() -> elements.add(of(sequence.element())));
            return elements;
        } else if (shape instanceof Shape.RecordOf fields) {
            return record(fields);
        } else if (shape instanceof Shape.OneOf kinds) {
            String kind = random.choose(kinds.kinds().keySet());
            Map<String, Object> record = record(kinds.kinds().get(kind));
            record.put(kinds.tag(), kind);
            return record;
        }
        Shape.FunctionOf function = (Shape.FunctionOf) shape;
        Map<Object, Object> entries = new HashMap<>();
        few(() -> entries.put(of(function.key()), of(function.value())));
        return entries;
    }

    private Map<String, Object> record(Shape.RecordOf shape) {
        Map<String, Object> record = new HashMap<>();
        shape.fields().forEach(field -> record.put(field.name(), of(field.shape())));
        return record;
    }

    /** Two canonical values of a variable, with the same keys if it is a function. */
    List<Object> two(Change change) {
        if (change instanceof Change.Keyed keyed) {
            Map<Object, Object> before = new HashMap<>();
            Map<Object, Object> after = new HashMap<>();
            few(() -> {
                Object key = of(keyed.key());
                List<Object> values = two(keyed.value());
                before.put(key, values.get(0));
                after.put(key, random.nextBoolean() ? values.get(0) : values.get(1));
            });
            return List.of(change.shape().canonical(before), change.shape().canonical(after));
        }
        return List.of(change.shape().canonical(of(change.shape())), change.shape().canonical(of(change.shape())));
    }

    TraceEvent event(long seq, SpecVocabulary spec, String scope) {
        ActionSignature action = random.choose(spec.actions().values());
        Map<String, Object> args = new HashMap<>();
        action.parameters().forEach(parameter -> args.put(parameter.name(), of(parameter.shape())));
        Map<String, Object> after = new HashMap<>();
        for (VariableSignature variable : spec.variables().values()) {
            List<Object> values = two(variable.change());
            if (variable.isObserved() && random.nextBoolean()) {
                variable.change().between(values.get(0), values.get(1)).ifPresent(c -> after.put(variable.name(), c));
            }
        }
        return new TraceEvent(seq, random.nextLong(), random.choose(NAMES), spec.name(),
                random.nextInt(5) == 0 ? Optional.empty() : Optional.of(scope), action.name(), args, after);
    }

    private void few(Runnable step) {
        for (int i = random.nextInt(4); i > 0; i--) {
            step.run();
        }
    }
}
