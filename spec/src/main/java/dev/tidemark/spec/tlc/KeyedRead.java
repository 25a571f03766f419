package dev.tidemark.spec.tlc;

import java.util.Optional;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.TupleValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * An occurrence of {@code variable[key]}, whose key depends on no variable; or of a variable that is itself a sequence.
 *
 * @param variable the variable's index
 * @param name     the variable's name
 * @param key      the key's expression; empty if the variable is read as a whole
 */
record KeyedRead(int variable, UniqueString name, Optional<SemanticNode> key) {

    /** Whether the variable is one of these bits. */
    boolean isIn(long variables) {
        return (1L << variable & variables) != 0;
    }

    /** Whether the value at the key is another object after the step. */
    boolean differs(Invariant.Step step, Context context) {
        Optional<Value> before = value(step.tool(), step.before(), context);
        Optional<Value> after = value(step.tool(), step.after(), context);
        return before.isEmpty() || after.isEmpty() || before.get() != after.get();
    }

    /** How many elements at the start of the sequence at the key are the same objects as before. */
    int unchangedPrefix(Invariant.Step step, Context context) {
        Optional<Value[]> before = elements(step.tool(), step.before(), context);
        Optional<Value[]> after = elements(step.tool(), step.after(), context);
        if (before.isEmpty() || after.isEmpty()) {
            return 0;
        }
        if (before.get() == after.get()) {
            return Integer.MAX_VALUE;
        }
        int length = Math.min(before.get().length, after.get().length);
        int same = 0;
        while (same < length && before.get()[same] == after.get()[same]) {
            same++;
        }
        return same;
    }

    /** The elements of the sequence at the key; empty if there is no key, or no such sequence. */
    Optional<Value[]> elements(Tool tool, TLCState state, Context context) {
        return value(tool, state, context).map(value -> value instanceof TupleValue tuple ? tuple.elems : null);
    }

    private Optional<Value> value(Tool tool, TLCState state, Context context) {
        if (key.isEmpty()) {
            return Optional.of((Value) state.lookup(name));
        }
        if (!(state.lookup(name) instanceof FcnRcdValue function) || function.domain == null) {
            return Optional.empty();
        }
        Value wanted = tool.eval(key.get(), context, state, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
        for (int i = 0; i < function.domain.length; i++) {
            if (function.domain[i].equals(wanted)) {
                return Optional.of(function.values[i]);
            }
        }
        return Optional.empty();
    }
}
