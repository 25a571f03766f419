package dev.tidemark.spec.tlc;

import java.util.HashMap;
import java.util.Map;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.Subst;
import tla2sany.semantic.SubstInNode;
import tla2sany.semantic.SymbolNode;

/**
 * Which variables an expression can depend on, through all the definitions that it uses: one bit for each. Of a recursive
 * definition it is said that it depends on all.
 */
final class ReadVariables {
    private final Map<String, Integer> variables;
    private final Map<OpDefNode, Long> known = new HashMap<>();

    ReadVariables(Map<String, Integer> variables) {
        this.variables = variables;
    }

    /**
     * The variables that a node reads. Those of a refined spec are not of ours; what they are mapped to is found in the
     * substitution.
     */
    long of(SemanticNode node) {
        if (node == null) {
            return 0;
        }
        long result = 0;
        if (node instanceof OpApplNode application) {
            result |= symbol(application.getOperator());
            if (Nodes.isQuantified(application)) {
                result |= all(application.getBdedQuantBounds());
            }
        } else if (node instanceof OpDefNode definition) {
            return definition(definition);
        } else if (node instanceof OpArgNode argument) {
            return symbol(argument.getOp());
        } else if (node instanceof SubstInNode substitution) {
            for (Subst subst : substitution.getSubsts()) {
                result |= of(subst.getExpr());
            }
            return result;
        }
        return node.getChildren() == null ? result : result | all(node.getChildren());
    }

    private long all(SemanticNode[] nodes) {
        long result = 0;
        for (SemanticNode node : nodes) {
            result |= of(node);
        }
        return result;
    }

    private long symbol(SymbolNode symbol) {
        if (Nodes.isVariable(symbol)) {
            return 1L << variables.get(symbol.getName().toString());
        }
        return symbol instanceof OpDefNode definition ? definition(definition) : 0;
    }

    private long definition(OpDefNode definition) {
        if (definition.getInRecursive()) {
            return (1L << variables.size()) - 1;
        }
        Long mask = known.get(definition);
        if (mask == null) {
            mask = of(definition.getBody());
            known.put(definition, mask);
        }
        return mask;
    }
}
