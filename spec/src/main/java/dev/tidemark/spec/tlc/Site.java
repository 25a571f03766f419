package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.OpDefNode;
import tlc2.tool.Action;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.SetEnumValue;
import tlc2.value.impl.Value;

/**
 * A place where Next takes an action: the action, and the sets that its arguments are drawn from.
 *
 * <p>The sets are those of the quantifiers around the action, outermost first; each may depend on the state and on what is
 * bound further out. The n-th quantified variable is passed for the parameter {@code position[n]}.
 */
record Site(OpDefNode operator, List<Quantifier> quantifiers, int[] positions, AssignedVariables.Assignment assignment) {

    /** One bound variable of {@code \E}, or the name by which an operator on the way down knows it. */
    record Quantifier(FormalParamNode variable, ExprNode set, List<FormalParamNode> aliases) { }

    /** An argument that is not in the set that Next draws it from. */
    record OutOfRange(int position, ExprNode set, Value range) { }

    String name() {
        return operator.getName().toString();
    }

    /** The action, to be evaluated with these arguments. */
    Action action(Value[] arguments) {
        Context context = Context.Empty;
        for (int i = 0; i < arguments.length; i++) {
            context = context.cons(operator.getParams()[i], arguments[i]);
        }
        return new Action(operator.getBody(), context, operator);
    }

    /**
     * The first argument that Next would not bind to this value in this state.
     *
     * <p>An argument that is an element of a set in the state is replaced by that element: what the action makes of it then
     * shares its parts with the state, and compares at once.
     */
    Optional<OutOfRange> outOfRange(Tool tool, TLCState state, Value[] arguments) {
        Context context = Context.Empty;
        for (int i = 0; i < quantifiers.size(); i++) {
            Quantifier quantifier = quantifiers.get(i);
            Value range = range(tool, state, quantifier, context);
            if (!replaceByElement(arguments, positions[i], range) && !range.member(arguments[positions[i]])) {
                return Optional.of(new OutOfRange(positions[i], quantifier.set(), range));
            }
            context = bind(quantifier, arguments[positions[i]], context);
        }
        return Optional.empty();
    }

    private static boolean replaceByElement(Value[] arguments, int position, Value range) {
        if (range instanceof SetEnumValue set) {
            for (int i = 0; i < set.elems.size(); i++) {
                if (set.elems.elementAt(i).equals(arguments[position])) {
                    arguments[position] = set.elems.elementAt(i);
                    return true;
                }
            }
        }
        return false;
    }

    /** The set that a variable is drawn from, when those further out are bound. */
    static Value range(Tool tool, TLCState state, Quantifier quantifier, Context context) {
        return tool.eval(quantifier.set(), context, state, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
    }

    static Context bind(Quantifier quantifier, Value value, Context context) {
        Context result = context.cons(quantifier.variable(), value);
        for (FormalParamNode alias : quantifier.aliases()) {
            result = result.cons(alias, value);
        }
        return result;
    }

    /** The parameters' names. */
    List<String> parameters() {
        List<String> names = new ArrayList<>();
        for (FormalParamNode parameter : operator.getParams()) {
            names.add(parameter.getName().toString());
        }
        return names;
    }
}
