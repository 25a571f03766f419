package dev.tidemark.spec.tlc;

import java.util.List;
import java.util.Optional;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tlc2.tool.TLCState;
import tlc2.tool.ToolGlobals;
import tlc2.util.Context;

/** Finds the part of an action that gives a variable its new value. */
final class Determination {
    private final SpecTool spec;
    private final SourceText source;
    private final FalseFormula formulas;

    Determination(SpecTool spec, SourceText source, FalseFormula formulas) {
        this.spec = spec;
        this.source = source;
        this.formulas = formulas;
    }

    /** Place and text of that part. */
    Optional<String> of(int variable, SemanticNode node, Context context) {
        return find(variable, node, context, List.of(TLCState.Empty.createEmpty()));
    }

    private Optional<String> find(int variable, SemanticNode node, Context context, List<TLCState> partial) {
        if (node instanceof LabelNode label) {
            return find(variable, label.getBody(), context, partial);
        } else if (node instanceof LetInNode let) {
            return find(variable, let.getBody(), context, partial);
        } else if (node instanceof OpApplNode application) {
            int opcode = Nodes.opcode(application);
            if (Nodes.isConjunction(opcode)) {
                return conjunct(variable, application, context, partial);
            } else if (opcode == ToolGlobals.OPCODE_ite) {
                boolean condition = !formulas.after(application.getArgs()[0], context, partial).isEmpty();
                return find(variable, application.getArgs()[condition ? 1 : 2], context, partial);
            } else if (Nodes.isDefined(application)) {
                return find(variable, Nodes.definition(application).getBody(),
                        spec.tool().getOpContext(Nodes.definition(application), application.getArgs(), context, true), partial);
            }
        }
        return Optional.of(source.place(node) + ": " + source.of(node));
    }

    private Optional<String> conjunct(int variable, OpApplNode conjunction, Context context, List<TLCState> partial) {
        List<TLCState> before = partial;
        for (SemanticNode conjunct : conjunction.getArgs()) {
            List<TLCState> after = formulas.after(conjunct, context, before);
            if (!after.isEmpty() && after.get(0).lookup(spec.variable(variable)) != null) {
                return find(variable, conjunct, context, before);
            }
            before = after;
        }
        return Optional.empty();
    }
}
