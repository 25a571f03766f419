package dev.tidemark.spec.tlc;

import java.util.List;
import java.util.Optional;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
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
            return tool.eval(node, context, after, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
        }

        boolean isTrue(SemanticNode node, Context context) {
            return ((BoolValue) evaluate(node, context)).val;
        }

        /** Evaluates {@code =>} and {@code =} here, where equality has a short cut for what is the same object. */
        boolean isTrueOfShared(SemanticNode node, Context context) {
            if (node instanceof OpApplNode application && Nodes.opcode(application) == ToolGlobals.OPCODE_implies) {
                return !isTrue(application.getArgs()[0], context) || isTrueOfShared(application.getArgs()[1], context);
            } else if (node instanceof OpApplNode application && Nodes.opcode(application) == ToolGlobals.OPCODE_eq) {
                return SameValue.same(evaluate(application.getArgs()[0], context), evaluate(application.getArgs()[1], context));
            }
            return isTrue(node, context);
        }
    }

    /** The variables that the part depends on, as bits. */
    long reads();

    /** Whether the part holds after the step, given that a change may concern it. */
    boolean holds(Step step, Context context);

    /** Whether the part holds after the step. */
    default boolean stillHolds(Step step, Context context) {
        return (reads() & step.changed()) == 0 || holds(step, context);
    }

    /** A formula that is evaluated as a whole. */
    record Formula(SemanticNode node, long reads) implements Invariant {
        @Override
        public boolean holds(Step step, Context context) {
            return step.isTrue(node, context);
        }
    }

    /** {@code /\}. */
    record Conjunction(List<Invariant> parts, long reads) implements Invariant {
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

    /** {@code condition => part}. */
    record Implication(SemanticNode condition, long conditionReads, Invariant part, Formula whole, long reads) implements Invariant {
        @Override
        public boolean holds(Step step, Context context) {
            if ((conditionReads & step.changed()) != 0) {
                return whole.holds(step, context);
            }
            return !step.isTrue(condition, context) || part.stillHolds(step, context);
        }
    }

    /** {@code \A x \in S : part}. */
    record ForAll(OpApplNode node, long setReads, Invariant part, Formula whole, long reads) implements Invariant {
        @Override
        public boolean holds(Step step, Context context) {
            if ((setReads & step.changed()) != 0) {
                return whole.holds(step, context);
            }
            IContextEnumerator contexts = step.tool().contexts(node, context, step.after(), TLCState.Empty, EvalControl.Clear);
            for (Context inner = contexts.nextElement(); inner != null; inner = contexts.nextElement()) {
                if (!part.stillHolds(step, inner)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** A formula about {@code variable[key]} for some keys only: as it was if the values at these keys are the same objects. */
    record AtKeys(List<KeyedRead> keyed, long others, Invariant part, long reads) implements Invariant {
        @Override
        public boolean holds(Step step, Context context) {
            if ((others & step.changed()) != 0) {
                return part.holds(step, context);
            }
            for (KeyedRead read : keyed) {
                if ((1L << read.variable() & step.changed()) != 0 && read.differs(step, context)) {
                    return part.holds(step, context);
                }
            }
            return true;
        }
    }

    /**
     * {@code \A o \in 1..Len(log[r]) : part}, where the part reads the log no further than {@code o}: for the elements that
     * were there before it holds as before.
     *
     * @param logs   the reads of logs, none further than {@code o}
     * @param domain those of them whose common indexes {@code o} ranges over
     * @param others the other variables that the part reads, as bits
     */
    record ForAllIndexes(OpApplNode node, List<KeyedRead> logs, List<KeyedRead> domain, long others, long reads) implements Invariant {
        @Override
        public boolean holds(Step step, Context context) {
            int from = (others & step.changed()) != 0 ? 0 : unchanged(step, context);
            int to = Integer.MAX_VALUE;
            for (KeyedRead log : domain) {
                Optional<Value[]> elements = log.elements(step.tool(), step.after(), context);
                if (elements.isEmpty()) {
                    return step.isTrue(node, context);
                }
                to = Math.min(to, elements.get().length);
            }
            for (int index = Math.min(from, to) + 1; index <= to; index++) {
                Context inner = context.cons(node.getBdedQuantSymbolLists()[0][0], IntValue.gen(index));
                if (!step.isTrueOfShared(node.getArgs()[0], inner)) {
                    return false;
                }
            }
            return true;
        }

        /** How many elements at the start of all logs are the same objects as before. */
        private int unchanged(Step step, Context context) {
            int result = Integer.MAX_VALUE;
            for (KeyedRead log : logs) {
                result = Math.min(result, log.unchangedPrefix(step, context));
            }
            return result;
        }
    }
}
