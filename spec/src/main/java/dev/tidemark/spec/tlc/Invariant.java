package dev.tidemark.spec.tlc;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.Value;

/**
 * An invariant taken apart, so that after a step only those parts are evaluated that the step can have made false.
 *
 * <p>That is exact, not a sample: the invariant held before the step, and a part all of whose variables are as they were
 * still holds. Evaluating whole logs at every step would cost a thousand times more.
 */
sealed interface Invariant {

    /** A step from a state in which the invariant holds; {@code changed} has a bit for each variable that may differ. */
    record Step(Tool tool, TLCState before, TLCState after, long changed) {
        Value evaluate(SemanticNode node, Context context) {
            return in(after, node, context);
        }

        Value evaluateBefore(SemanticNode node, Context context) {
            return in(before, node, context);
        }

        private Value in(TLCState state, SemanticNode node, Context context) {
            return tool.eval(node, context, state, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
        }

        boolean isTrue(SemanticNode node, Context context) {
            return ((BoolValue) evaluate(node, context)).val;
        }

        /** Whether a formula was true before the step. */
        boolean wasTrue(SemanticNode node, Context context) {
            return ((BoolValue) evaluateBefore(node, context)).val;
        }
    }

    /** The variables that the part depends on, as bits. */
    long reads();

    /** Whether the part is true after the step, whatever it was before. */
    boolean isTrue(Step step, Context context);

    /** Whether the part, which was true before the step, is so after it, given that a change may concern it. */
    default boolean holds(Step step, Context context) {
        return isTrue(step, context);
    }

    /** Whether the part, which was true before the step, is so after it. */
    default boolean stillHolds(Step step, Context context) {
        return (reads() & step.changed()) == 0 || holds(step, context);
    }

    /** A formula that is evaluated as a whole. */
    record Formula(SemanticNode node, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            return step.isTrue(node, context);
        }
    }

    /** {@code /\}. */
    record Conjunction(List<Invariant> parts, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            for (Invariant part : parts) {
                if (!part.isTrue(step, context)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public boolean holds(Step step, Context context) {
            for (Invariant part : parts) {
                if (!part.stillHolds(step, context)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** {@code condition => part}. Nothing is known of the part where the condition was false. */
    record Implication(SemanticNode condition, long conditionReads, Invariant part, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            return !step.isTrue(condition, context) || part.isTrue(step, context);
        }

        @Override
        public boolean holds(Step step, Context context) {
            if (!step.isTrue(condition, context)) {
                return true;
            }
            boolean held = (conditionReads & step.changed()) == 0 || step.wasTrue(condition, context);
            return held ? part.stillHolds(step, context) : part.isTrue(step, context);
        }
    }

    /** {@code \A x \in S : part}. Nothing is known of the part for what was not in the set. */
    record ForAll(OpApplNode node, long setReads, Invariant part, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            return forEach(step, context, inner -> part.isTrue(step, inner));
        }

        @Override
        public boolean holds(Step step, Context context) {
            if ((setReads & step.changed()) == 0) {
                return forEach(step, context, inner -> part.stillHolds(step, inner));
            }
            if (node.getBdedQuantBounds().length != 1 || node.getBdedQuantSymbolLists()[0].length != 1 || node.isBdedQuantATuple()[0]) {
                return isTrue(step, context);
            }
            Value former = step.evaluateBefore(node.getBdedQuantBounds()[0], context);
            SymbolNode variable = node.getBdedQuantSymbolLists()[0][0];
            return forEach(step, context, inner ->
                    former.member((Value) inner.lookup(variable)) ? part.stillHolds(step, inner) : part.isTrue(step, inner));
        }

        private boolean forEach(Step step, Context context, Predicate<Context> test) {
            IContextEnumerator contexts = step.tool().contexts(node, context, step.after(), TLCState.Empty, EvalControl.Clear);
            for (Context inner = contexts.nextElement(); inner != null; inner = contexts.nextElement()) {
                if (!test.test(inner)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A formula about {@code variable[key]} for some keys only: as it was if the values at these keys are the same objects. */
    record AtKeys(List<KeyedRead> keyed, long others, Invariant part, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            return part.isTrue(step, context);
        }

        @Override
        public boolean holds(Step step, Context context) {
            if ((others & step.changed()) != 0) {
                return part.holds(step, context);
            }
            for (KeyedRead read : keyed) {
                if (read.isIn(step.changed()) && read.differs(step, context)) {
                    return part.holds(step, context);
                }
            }
            return true;
        }
    }

    /** {@code Definition(arguments)}, whose arguments depend on no variable. */
    record Application(OpApplNode node, Invariant part, long reads) implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            return part.isTrue(step, inside(step, context));
        }

        @Override
        public boolean holds(Step step, Context context) {
            return part.holds(step, inside(step, context));
        }

        private Context inside(Step step, Context context) {
            return step.tool().getOpContext(Nodes.definition(node), node.getArgs(), context, true);
        }
    }

    /** Where the indexes that {@code \A} ranges over end. */
    sealed interface Bound {

        /** The last index; empty if there is no such sequence. */
        OptionalInt in(Tool tool, TLCState state, Context context);

        /** {@code DOMAIN log[r]}. */
        record EndOf(KeyedRead log) implements Bound {
            @Override
            public OptionalInt in(Tool tool, TLCState state, Context context) {
                Optional<Value[]> elements = log.elements(tool, state, context);
                return elements.isPresent() ? OptionalInt.of(elements.get().length) : OptionalInt.empty();
            }
        }

        /** {@code 1..expression}. */
        record UpTo(SemanticNode expression) implements Bound {
            @Override
            public OptionalInt in(Tool tool, TLCState state, Context context) {
                Value last = tool.eval(expression, context, state, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
                return last instanceof IntValue number ? OptionalInt.of(number.val) : OptionalInt.empty();
            }
        }
    }

    /**
     * {@code \A o \in 1..Len(log[r]) : part}, where the part reads logs no further than {@code o}: for the indexes that were
     * in range before, and whose elements were there, it holds as before.
     *
     * @param body   the part
     * @param logs   the reads of logs, none further than {@code o}
     * @param bounds where {@code o} ends: at the first of them
     * @param keyed  what else the part reads at certain keys
     * @param others the other variables that the part reads, as bits
     */
    record ForAllIndexes(OpApplNode node, IndexedFormula body, List<KeyedRead> logs, List<Bound> bounds, List<KeyedRead> keyed, long others, long reads)
            implements Invariant {
        @Override
        public boolean isTrue(Step step, Context context) {
            OptionalInt last = last(step.tool(), step.after(), context);
            return last.isPresent() ? body.isTrue(step, context, 1, last.getAsInt()) : step.isTrue(node, context);
        }

        @Override
        public boolean holds(Step step, Context context) {
            OptionalInt last = last(step.tool(), step.after(), context);
            return last.isPresent() ? body.isTrue(step, context, held(step, context) + 1, last.getAsInt()) : step.isTrue(node, context);
        }

        private OptionalInt last(Tool tool, TLCState state, Context context) {
            int result = Integer.MAX_VALUE;
            for (Bound bound : bounds) {
                OptionalInt last = bound.in(tool, state, context);
                if (last.isEmpty()) {
                    return last;
                }
                result = Math.min(result, last.getAsInt());
            }
            return OptionalInt.of(result);
        }

        /** Up to where the part holds because it did. */
        private int held(Step step, Context context) {
            if ((others & step.changed()) != 0) {
                return 0;
            }
            for (KeyedRead read : keyed) {
                if (read.isIn(step.changed()) && read.differs(step, context)) {
                    return 0;
                }
            }
            int result = Math.max(0, last(step.tool(), step.before(), context).orElse(0));
            for (KeyedRead log : logs) {
                if (log.isIn(step.changed())) {
                    result = Math.min(result, log.unchangedPrefix(step, context));
                }
            }
            return result;
        }
    }
}
