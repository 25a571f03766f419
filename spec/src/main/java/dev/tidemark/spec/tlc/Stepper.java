package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tlc2.tool.Action;
import tlc2.tool.INextStateFunctor;
import tlc2.tool.TLCState;
import tlc2.tool.impl.PartialStep;
import tlc2.tool.impl.Tool;
import tlc2.value.impl.FcnRcdValue;
import tlc2.value.impl.Value;

/** Takes one action from one state. */
final class Stepper {
    private final SpecTool spec;
    private final Tool tool;

    Stepper(SpecTool spec) {
        this.spec = spec;
        this.tool = spec.tool();
    }

    /**
     * Adds the successors by an action that are as expected.
     *
     * @param expected a value for each variable, or null where any will do
     */
    void successors(Site site, Value[] arguments, TLCState state, Value[] expected, List<TLCState> found) {
        Action action = site.action(arguments);
        TLCState partial = TLCState.Empty.createEmpty();
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != null && (site.assignment().chosen() & 1L << i) != 0) {
                partial.bind(spec.variable(i), expected[i]);
            }
        }
        PartialStep.evaluate(tool, action, action.pred, action.con, state, partial, new Collector(successor -> {
            if (isAsExpected(successor, expected)) {
                found.add(finished(successor.copy(), state));
            }
        }));
    }

    /** Some of the successors by an action, whatever they are: there may be more than anybody could go through. */
    List<TLCState> first(int most, Site site, Value[] arguments, TLCState state) {
        List<TLCState> found = new ArrayList<>();
        Action action = site.action(arguments);
        try {
            PartialStep.evaluate(tool, action, action.pred, action.con, state, TLCState.Empty.createEmpty(), new Collector(successor -> {
                found.add(finished(successor.copy(), state));
                if (found.size() >= most) {
                    throw new Enough();
                }
            }));
        } catch (Enough e) {
            // TLC is not to look for more.
        }
        return found;
    }

    /** The only way to end what TLC enumerates. */
    private static final class Enough extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Enough() {
            super("enough", null, false, false);
        }
    }

    private boolean isAsExpected(TLCState successor, Value[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != null && !SameValue.same(expected[i], (Value) successor.lookup(spec.variable(i)))) {
                return false;
            }
        }
        return true;
    }

    /** What an action computes anew and is the same as before becomes the same object, so that it counts as unchanged. */
    private TLCState finished(TLCState successor, TLCState state) {
        for (int i = 0; i < spec.variables(); i++) {
            Value before = (Value) state.lookup(spec.variable(i));
            Value after = (Value) successor.lookup(spec.variable(i));
            if (after != before) {
                if (SameValue.same(before, after)) {
                    successor.bind(spec.variable(i), before);
                } else {
                    normalize(after);
                }
            }
        }
        return successor;
    }

    /** Functions share the array of their keys with those that are made of them by EXCEPT, and must not sort it later. */
    private static void normalize(Value value) {
        if (value instanceof FcnRcdValue function) {
            function.normalize();
            for (Value part : function.values) {
                normalize(part);
            }
        }
    }

    /** Which variables are not the same object in both states, as bits. */
    long changed(TLCState before, TLCState after) {
        long result = 0;
        for (int i = 0; i < spec.variables(); i++) {
            if (before.lookup(spec.variable(i)) != after.lookup(spec.variable(i))) {
                result |= 1L << i;
            }
        }
        return result;
    }

    /** Receives what TLC finds. */
    record Collector(Consumer<TLCState> each) implements INextStateFunctor {
        @Override
        public Object addElement(TLCState state) {
            each.accept(state);
            return this;
        }

        @Override
        public Object addElement(TLCState state, Action action, TLCState successor) {
            each.accept(successor);
            return this;
        }
    }
}
