package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.List;
import tla2sany.semantic.ExprOrOpArgNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tlc2.tool.Action;
import tlc2.tool.EvalControl;
import tlc2.tool.IContextEnumerator;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
import tlc2.tool.coverage.CostModel;
import tlc2.tool.impl.PartialStep;
import tlc2.tool.impl.Tool;
import tlc2.util.Context;

/**
 * Says why a formula is false: finds the first conjunct that is, and goes down through definitions, LET, IF and
 * quantifiers to two sides that differ.
 *
 * <p>A successor may be known only in part. A conjunct is then taken to be false if no way of completing the partial
 * successors, which the conjuncts before it have left, makes it true.
 */
final class FalseFormula {
    private static final int DEEPEST = 9;
    private static final int MOST_DISJUNCTS = 4;

    private final Tool tool;
    private final SourceText source;
    private final Lines lines;
    private final TLCState state;

    FalseFormula(Tool tool, SourceText source, Lines lines, TLCState state) {
        this.tool = tool;
        this.source = source;
        this.lines = lines;
        this.state = state;
    }

    /** The successors that a formula makes of partial ones; none if it is false. */
    List<TLCState> after(SemanticNode node, Context context, List<TLCState> partial) {
        List<TLCState> result = new ArrayList<>();
        for (TLCState successor : partial) {
            PartialStep.evaluate(tool, new Action(node, context), node, context, state, successor.copy(),
                    new Stepper.Collector(found -> result.add(found.copy())));
        }
        return result;
    }

    /** Explains a formula that {@link #after} finds false. */
    void explain(SemanticNode node, Context context, List<TLCState> partial, int depth) {
        if (depth > DEEPEST) {
            return;
        }
        try {
            descend(node, context, partial, depth);
        } catch (RuntimeException e) {
            lines.add(depth, "TLC cannot evaluate it: " + Lines.show(Failures.uncomputable(e).message()));
        }
    }

    private void descend(SemanticNode node, Context context, List<TLCState> partial, int depth) {
        if (node instanceof LabelNode label) {
            explain(label.getBody(), context, partial, depth);
        } else if (node instanceof LetInNode let) {
            explain(let.getBody(), context, partial, depth);
        } else if (node instanceof SubstInNode substitution) {
            Context inner = context;
            for (Subst subst : substitution.getSubsts()) {
                inner = inner.cons(subst.getOp(), tool.getVal(subst.getExpr(), context, false));
            }
            explain(substitution.getBody(), inner, partial, depth);
        } else if (node instanceof OpApplNode application) {
            operator(application, context, partial, depth);
        }
    }

    private void operator(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        ExprOrOpArgNode[] args = node.getArgs();
        int opcode = Nodes.opcode(node);
        if (Nodes.isConjunction(opcode)) {
            conjunction(node, context, partial, depth);
        } else if (Nodes.isDisjunction(opcode)) {
            disjunction(node, context, partial, depth);
        } else if (Nodes.isDefined(node)) {
            definition(node, context, partial, depth);
        } else if (opcode == ToolGlobals.OPCODE_ite) {
            boolean condition = !after(args[0], context, partial).isEmpty();
            lines.add(depth, "IF " + source.of(args[0]) + " is " + (condition ? "TRUE" : "FALSE") + ", so: " + source.of(args[condition ? 1 : 2]));
            explain(args[condition ? 1 : 2], context, partial, depth + 1);
        } else if (opcode == ToolGlobals.OPCODE_implies) {
            lines.add(depth, source.of(args[0]) + " is TRUE, but not: " + source.of(args[1]));
            explain(args[1], context, partial, depth + 1);
        } else if (opcode == ToolGlobals.OPCODE_bf) {
            forAll(node, context, partial, depth);
        } else if (opcode == ToolGlobals.OPCODE_be) {
            exists(node, context, partial, depth);
        } else if (opcode == ToolGlobals.OPCODE_sa) {
            explain(args[0], context, partial, depth);
        } else if (opcode == ToolGlobals.OPCODE_unchanged) {
            lines.add(depth, "before: " + value(args[0], context, TLCState.Empty, state) + "  after: "
                    + value(args[0], context, TLCState.Empty, partial.get(0)));
        } else {
            sides(args, context, partial, depth);
        }
    }

    private void conjunction(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        List<TLCState> before = partial;
        int number = 1;
        for (SemanticNode conjunct : node.getArgs()) {
            List<TLCState> after = after(conjunct, context, before);
            if (after.isEmpty()) {
                lines.add(depth, "conjunct " + number + " of " + node.getArgs().length + " at " + source.place(conjunct) + " is FALSE: " + source.of(conjunct));
                explain(conjunct, context, before, depth + 1);
                return;
            }
            before = after;
            number++;
        }
    }

    private void disjunction(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        for (int i = 0; i < Math.min(MOST_DISJUNCTS, node.getArgs().length); i++) {
            SemanticNode disjunct = node.getArgs()[i];
            lines.add(depth, "not " + source.of(disjunct));
            explain(disjunct, context, partial, depth + 1);
        }
    }

    private void definition(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        SemanticNode body = Nodes.definition(node).getBody();
        lines.add(depth, "by definition " + node.getOperator().getName() + " (" + source.place(body) + "): " + source.of(body));
        explain(body, tool.getOpContext(Nodes.definition(node), node.getArgs(), context, true), partial, depth + 1);
    }

    private void forAll(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        IContextEnumerator contexts = tool.contexts(node, context, state, partial.get(0), EvalControl.Clear);
        for (Context inner = contexts.nextElement(); inner != null; inner = contexts.nextElement()) {
            if (after(node.getArgs()[0], inner, partial).isEmpty()) {
                lines.add(depth, "not for " + bound(node, inner) + ": " + source.of(node.getArgs()[0]));
                explain(node.getArgs()[0], inner, partial, depth + 1);
                return;
            }
        }
    }

    private void exists(OpApplNode node, Context context, List<TLCState> partial, int depth) {
        for (SemanticNode set : node.getBdedQuantBounds()) {
            lines.add(depth, "for no element of " + source.of(set) + " = " + value(set, context, state, partial.get(0)));
        }
        IContextEnumerator contexts = tool.contexts(node, context, state, partial.get(0), EvalControl.Clear);
        Context first = contexts.nextElement();
        if (first != null) {
            lines.add(depth, "not for " + bound(node, first) + ", for one: " + source.of(node.getArgs()[0]));
            explain(node.getArgs()[0], first, partial, depth + 1);
        }
    }

    private static String bound(OpApplNode node, Context context) {
        List<String> parts = new ArrayList<>();
        for (FormalParamNode[] variables : node.getBdedQuantSymbolLists()) {
            for (FormalParamNode variable : variables) {
                parts.add(variable.getName() + " = " + Lines.show(context.lookup(variable)));
            }
        }
        return String.join(", ", parts);
    }

    private void sides(ExprOrOpArgNode[] args, Context context, List<TLCState> partial, int depth) {
        if (args.length == 2) {
            lines.add(depth, "left:  " + source.of(args[0]) + " = " + value(args[0], context, state, partial.get(0)));
            lines.add(depth, "right: " + source.of(args[1]) + " = " + value(args[1], context, state, partial.get(0)));
        } else if (args.length == 1) {
            lines.add(depth, source.of(args[0]) + " = " + value(args[0], context, state, partial.get(0)));
        }
    }

    private String value(SemanticNode node, Context context, TLCState before, TLCState after) {
        try {
            TLCState here = before == TLCState.Empty ? after : before;
            return Lines.show(tool.eval(node, context, here, before == TLCState.Empty ? TLCState.Empty : after, EvalControl.Clear, CostModel.DO_NOT_RECORD));
        } catch (RuntimeException e) {
            return "(" + Lines.show(Failures.uncomputable(e).message()) + ")";
        }
    }
}
