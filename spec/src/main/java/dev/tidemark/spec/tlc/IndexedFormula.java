package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.NumeralNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.StringNode;
import tlc2.tool.ToolGlobals;
import tlc2.util.Context;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.RecordValue;
import tlc2.value.impl.Value;

/**
 * A formula about the elements of logs at an index {@code o}, like {@code log[r][o].record = log[s][o].record}, made ready to
 * be evaluated at many indexes.
 *
 * <p>Logs are looked up once, and {@code /\}, {@code \/}, {@code =>}, {@code =}, {@code #} and {@code >} of their elements are
 * decided here, in the order in which TLC would; it is asked for everything else, and whenever a part has no value. After
 * a crash a replica's high watermark passes its whole log again, and each step of TLC's would count a thousand times.
 */
final class IndexedFormula {
    private final FormalParamNode index;
    private final Function<SemanticNode, Optional<KeyedRead>> logRead;
    private final List<KeyedRead> logs = new ArrayList<>();
    private final Test test;

    /** @param logRead recognises {@code log[r]} */
    IndexedFormula(SemanticNode formula, FormalParamNode index, Function<SemanticNode, Optional<KeyedRead>> logRead) {
        this.index = index;
        this.logRead = logRead;
        this.test = test(formula);
    }

    private interface Test {
        boolean at(int index, Frame frame);
    }

    private interface Term {
        Value at(int index, Frame frame);
    }

    /** What is the same for all indexes. */
    private record Frame(Invariant.Step step, Context context, FormalParamNode bound, Value[][] logs) {
        Context at(int index) {
            return context.cons(bound, IntValue.gen(index));
        }
    }

    /** Whether the formula is true after the step for all these indexes. */
    boolean isTrue(Invariant.Step step, Context context, int first, int last) {
        if (first > last) {
            return true;
        }
        Value[][] elements = new Value[logs.size()][];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = logs.get(i).elements(step.tool(), step.after(), context).orElseGet(() -> new Value[0]);
        }
        Frame frame = new Frame(step, context, index, elements);
        for (int i = first; i <= last; i++) {
            if (!test.at(i, frame)) {
                return false;
            }
        }
        return true;
    }

    private Test test(SemanticNode node) {
        if (node instanceof OpApplNode application) {
            SemanticNode[] args = application.getArgs();
            int opcode = Nodes.opcode(application);
            if (Nodes.isConjunction(opcode)) {
                return all(Nodes.arguments(application).stream().map(this::test).toArray(Test[]::new), true);
            } else if (Nodes.isDisjunction(opcode)) {
                return all(Nodes.arguments(application).stream().map(this::test).toArray(Test[]::new), false);
            } else if (opcode == ToolGlobals.OPCODE_implies) {
                Test condition = test(args[0]);
                Test conclusion = test(args[1]);
                return (i, frame) -> !condition.at(i, frame) || conclusion.at(i, frame);
            } else if (opcode == ToolGlobals.OPCODE_eq || opcode == ToolGlobals.OPCODE_noteq) {
                Term left = term(args[0]);
                Term right = term(args[1]);
                boolean wanted = opcode == ToolGlobals.OPCODE_eq;
                return (i, frame) -> SameValue.same(left.at(i, frame), right.at(i, frame)) == wanted;
            } else if (application.getOperator().getName().toString().equals(">") && distance(args[0]).isPresent() && args[1] instanceof NumeralNode number) {
                int distance = distance(args[0]).getAsInt();
                return (i, frame) -> i - distance > number.val();
            }
        }
        return (i, frame) -> frame.step().isTrue(node, frame.at(i));
    }

    /** {@code /\} for true, {@code \/} for false: looks for the first part that is otherwise. */
    private static Test all(Test[] parts, boolean value) {
        return (i, frame) -> {
            for (Test part : parts) {
                if (part.at(i, frame) != value) {
                    return !value;
                }
            }
            return value;
        };
    }

    private Term term(SemanticNode node) {
        Term whole = (i, frame) -> frame.step().evaluate(node, frame.at(i));
        if (node instanceof NumeralNode number) {
            Value value = IntValue.gen(number.val());
            return (i, frame) -> value;
        } else if (distance(node).isPresent()) {
            int distance = distance(node).getAsInt();
            return (i, frame) -> IntValue.gen(i - distance);
        } else if (node instanceof OpApplNode apply && Nodes.opcode(apply) == ToolGlobals.OPCODE_fa) {
            return element(apply, whole);
        } else if (node instanceof OpApplNode select && Nodes.opcode(select) == ToolGlobals.OPCODE_rs && select.getArgs()[1] instanceof StringNode name) {
            Term record = term(select.getArgs()[0]);
            return (i, frame) -> record.at(i, frame) instanceof RecordValue found ? field(found, name, i, frame, whole) : whole.at(i, frame);
        }
        return whole;
    }

    private Term element(OpApplNode apply, Term whole) {
        OptionalInt distance = distance(apply.getArgs()[1]);
        Optional<KeyedRead> log = logRead.apply(apply.getArgs()[0]);
        if (distance.isEmpty() || log.isEmpty()) {
            return whole;
        }
        int number = logs.size();
        logs.add(log.get());
        int before = distance.getAsInt() + 1;
        return (i, frame) -> {
            Value[] elements = frame.logs()[number];
            return i >= before && i - before < elements.length ? elements[i - before] : whole.at(i, frame);
        };
    }

    private static Value field(RecordValue record, StringNode name, int index, Frame frame, Term whole) {
        for (int i = 0; i < record.names.length; i++) {
            if (record.names[i] == name.getRep()) {
                return record.values[i];
            }
        }
        return whole.at(index, frame);
    }

    /** How far {@code o} or {@code o - 1} is from {@code o}. */
    private OptionalInt distance(SemanticNode node) {
        if (Nodes.isSymbol(node, index)) {
            return OptionalInt.of(0);
        }
        return node instanceof OpApplNode minus && minus.getOperator().getName().toString().equals("-") && minus.getArgs().length == 2
                && Nodes.isSymbol(minus.getArgs()[0], index) && minus.getArgs()[1] instanceof NumeralNode number
                ? OptionalInt.of(number.val()) : OptionalInt.empty();
    }
}
