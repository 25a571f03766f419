package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.EvalControl;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/**
 * That every step is one of the refined spec, or changes nothing there.
 *
 * <p>TLC would compute the refinement mapping anew wherever the refined spec mentions a variable. Here a state is mapped
 * once, variable by variable and only as far as the step changed what the mapping reads; most steps then turn out to
 * change nothing there.
 */
final class Refinement {
    private final Tool tool;
    private final Action formula;
    private final List<Mapping> mappings = new ArrayList<>();
    private final Context constants;
    private final SemanticNode body;
    private final UniqueString[] names;
    private TLCState lastState = TLCState.Empty;
    private Optional<MappedState> lastMapped = Optional.empty();

    /** How one variable of the refined spec is computed. */
    private record Mapping(UniqueString name, ExprOrOpArgNode expression, long reads) { }

    /** @param formula {@code [Next]_vars} of the refined spec, with the substitution around it */
    Refinement(Tool tool, Action formula, ReadVariables reads) {
        this.tool = tool;
        this.formula = formula;
        Context fixed = formula.con;
        SemanticNode inner = formula.pred;
        if (inner instanceof SubstInNode substitution && !(substitution.getBody() instanceof SubstInNode)) {
            for (Subst subst : substitution.getSubsts()) {
                if (Nodes.isVariable(subst.getOp())) {
                    mappings.add(new Mapping(subst.getOp().getName(), subst.getExpr(), reads.of(subst.getExpr())));
                } else {
                    fixed = fixed.cons(subst.getOp(), tool.getVal(subst.getExpr(), formula.con, true));
                }
            }
            inner = substitution.getBody();
        }
        constants = fixed;
        body = inner;
        names = mappings.stream().map(Mapping::name).toArray(UniqueString[]::new);
    }

    /** Whether a step is one of the refined spec. */
    boolean allows(TLCState before, TLCState after, long changed) {
        if (mappings.isEmpty()) {
            return tool.isValid(formula, before, after);
        }
        MappedState from = before == lastState && lastMapped.isPresent() ? lastMapped.get() : mapped(before);
        MappedState to = mapped(from, after, changed);
        boolean allowed = isSame(from, to)
                || ((BoolValue) tool.eval(body, constants, from, to, EvalControl.Clear, CostModel.DO_NOT_RECORD)).val;
        lastState = after;
        lastMapped = Optional.of(to);
        return allowed;
    }

    private MappedState mapped(TLCState state) {
        Value[] values = new Value[names.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(mappings.get(i), state);
        }
        return new MappedState(names, values);
    }

    private MappedState mapped(MappedState from, TLCState state, long changed) {
        Value[] values = new Value[names.length];
        for (int i = 0; i < values.length; i++) {
            Mapping mapping = mappings.get(i);
            values[i] = (mapping.reads() & changed) == 0 ? from.value(i) : value(mapping, state);
            if (values[i] != from.value(i) && SameValue.same(values[i], from.value(i))) {
                values[i] = from.value(i);
            }
        }
        return new MappedState(names, values);
    }

    private Value value(Mapping mapping, TLCState state) {
        return tool.eval(mapping.expression(), formula.con, state, TLCState.Empty, EvalControl.Clear, CostModel.DO_NOT_RECORD);
    }

    private boolean isSame(MappedState from, MappedState to) {
        for (int i = 0; i < names.length; i++) {
            if (from.value(i) != to.value(i)) {
                return false;
            }
        }
        return true;
    }
}
