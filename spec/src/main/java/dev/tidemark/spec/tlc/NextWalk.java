package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tla2sany.semantic.ExprNode;
import tla2sany.semantic.FormalParamNode;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.ToolGlobals;

/**
 * Finds where Next takes each action: down through {@code \/}, {@code \E} and operators that only group, until a name that
 * the vocabulary knows. Anything else on the way means that the spec cannot be replayed, and is said at once.
 */
final class NextWalk {
    private final String spec;
    private final Set<String> actions;
    private final AssignedVariables assigned;
    private final Map<String, List<Site>> sites = new LinkedHashMap<>();

    NextWalk(String spec, Set<String> actions, AssignedVariables assigned) {
        this.spec = spec;
        this.actions = actions;
        this.assigned = assigned;
    }

    Map<String, List<Site>> from(OpDefNode next) {
        walk(next.getBody(), List.of(), Map.of());
        return sites;
    }

    /** @param names what the variables in scope are called here: each stands for one of the quantifiers, by index */
    private void walk(SemanticNode node, List<Site.Quantifier> quantifiers, Map<SymbolNode, Integer> names) {
        if (node instanceof LabelNode label) {
            walk(label.getBody(), quantifiers, names);
            return;
        }
        if (!(node instanceof OpApplNode application)) {
            throw unexpected(node);
        }
        int opcode = Nodes.opcode(application);
        if (Nodes.isDisjunction(opcode)) {
            for (SemanticNode disjunct : application.getArgs()) {
                walk(disjunct, quantifiers, names);
            }
        } else if (opcode == ToolGlobals.OPCODE_be) {
            quantify(application, quantifiers, names);
        } else if (Nodes.isDefined(application)) {
            apply(application, quantifiers, names);
        } else {
            throw unexpected(node);
        }
    }

    private void quantify(OpApplNode exists, List<Site.Quantifier> outer, Map<SymbolNode, Integer> outerNames) {
        List<Site.Quantifier> quantifiers = new ArrayList<>(outer);
        Map<SymbolNode, Integer> names = new HashMap<>(outerNames);
        ExprNode[] sets = exists.getBdedQuantBounds();
        for (int i = 0; i < sets.length; i++) {
            if (exists.isBdedQuantATuple()[i]) {
                throw unexpected(exists);
            }
            for (FormalParamNode variable : exists.getBdedQuantSymbolLists()[i]) {
                names.put(variable, quantifiers.size());
                quantifiers.add(new Site.Quantifier(variable, sets[i], List.of()));
            }
        }
        walk(exists.getArgs()[0], quantifiers, names);
    }

    private void apply(OpApplNode application, List<Site.Quantifier> quantifiers, Map<SymbolNode, Integer> names) {
        OpDefNode operator = Nodes.definition(application);
        int[] passed = passed(application, names);
        if (actions.contains(operator.getName().toString())) {
            add(operator, quantifiers, passed);
            return;
        }
        List<Site.Quantifier> renamed = new ArrayList<>(quantifiers);
        Map<SymbolNode, Integer> inner = new HashMap<>();
        for (int i = 0; i < passed.length; i++) {
            FormalParamNode parameter = operator.getParams()[i];
            Site.Quantifier quantifier = renamed.get(passed[i]);
            List<FormalParamNode> aliases = new ArrayList<>(quantifier.aliases());
            aliases.add(parameter);
            renamed.set(passed[i], new Site.Quantifier(quantifier.variable(), quantifier.set(), aliases));
            inner.put(parameter, passed[i]);
        }
        walk(operator.getBody(), renamed, inner);
    }

    /** Which quantified variable is passed for each parameter. */
    private int[] passed(OpApplNode application, Map<SymbolNode, Integer> names) {
        int[] passed = new int[application.getArgs().length];
        for (int i = 0; i < passed.length; i++) {
            if (!(application.getArgs()[i] instanceof OpApplNode argument) || !names.containsKey(argument.getOperator())) {
                throw unexpected(application);
            }
            passed[i] = names.get(argument.getOperator());
        }
        return passed;
    }

    private void add(OpDefNode operator, List<Site.Quantifier> quantifiers, int[] passed) {
        int[] positions = new int[quantifiers.size()];
        Arrays.fill(positions, -1);
        for (int i = 0; i < passed.length; i++) {
            positions[passed[i]] = i;
        }
        for (int position : positions) {
            if (position < 0) {
                throw new IllegalStateException(spec + ": Next quantifies over more than " + operator.getName() + " takes as arguments");
            }
        }
        sites.computeIfAbsent(operator.getName().toString(), name -> new ArrayList<>())
                .add(new Site(operator, quantifiers, positions, assigned.of(operator.getBody())));
    }

    private IllegalStateException unexpected(SemanticNode node) {
        return new IllegalStateException(spec + ": found at " + node.getLocation() + " on the way from Next to an action of the vocabulary, expected"
                + " only \\/ and \\E over named actions whose arguments are the variables so bound");
    }
}
