package dev.tidemark.spec.tlc;

import java.util.Map;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.ToolGlobals;

/**
 * Which variables an action gives a new value, whatever path it takes; and for which of them it may have a choice.
 *
 * <p>Where the action has a choice, the logged value is bound beforehand, so that TLC does not try every other. Where it
 * has none, what it computes is compared with what was logged: much cheaper, for what an action leaves unchanged then is
 * the same object.
 */
final class AssignedVariables {

    /** The variables that are assigned on every path, and those that are assigned by choice on some path, as bits. */
    record Assignment(long always, long chosen) {
        static final Assignment NOTHING = new Assignment(0, 0);

        Assignment and(Assignment other) {
            return new Assignment(always | other.always, chosen | other.chosen);
        }

        Assignment or(Assignment other) {
            return new Assignment(always & other.always, chosen | other.chosen);
        }

        Assignment byChoice() {
            return new Assignment(always, chosen | always);
        }
    }

    private final Map<String, Integer> variables;
    private final ReadVariables reads;

    AssignedVariables(Map<String, Integer> variables, ReadVariables reads) {
        this.variables = variables;
        this.reads = reads;
    }

    Assignment of(SemanticNode node) {
        if (!(Nodes.inner(node) instanceof OpApplNode application)) {
            return Assignment.NOTHING;
        }
        SemanticNode[] args = application.getArgs();
        int opcode = Nodes.opcode(application);
        if (Nodes.isConjunction(opcode)) {
            return Nodes.arguments(application).stream().map(this::of).reduce(Assignment.NOTHING, Assignment::and);
        } else if (Nodes.isDisjunction(opcode)) {
            return Nodes.arguments(application).stream().map(arg -> of(arg).byChoice()).reduce(Assignment::or).orElse(Assignment.NOTHING);
        }
        return switch (opcode) {
            case 0 -> Nodes.isDefined(application) ? of(Nodes.definition(application).getBody()) : Assignment.NOTHING;
            case ToolGlobals.OPCODE_be -> of(args[0]).byChoice();
            case ToolGlobals.OPCODE_ite -> of(args[1]).or(of(args[2]));
            case ToolGlobals.OPCODE_case -> Nodes.arguments(application).stream()
                    .map(pair -> of(((OpApplNode) pair).getArgs()[1])).reduce(Assignment::or).orElse(Assignment.NOTHING);
            case ToolGlobals.OPCODE_unchanged -> new Assignment(reads.of(args[0]), 0);
            case ToolGlobals.OPCODE_eq -> new Assignment(primed(args[0]), 0);
            case ToolGlobals.OPCODE_in -> new Assignment(primed(args[0]), 0).byChoice();
            default -> Assignment.NOTHING;
        };
    }

    /** The variable whose prime the node is. */
    private long primed(SemanticNode node) {
        if (Nodes.inner(node) instanceof OpApplNode prime && Nodes.opcode(prime) == ToolGlobals.OPCODE_prime
                && Nodes.inner(prime.getArgs()[0]) instanceof OpApplNode variable) {
            SymbolNode symbol = variable.getOperator();
            return Nodes.isVariable(symbol) ? 1L << variables.get(symbol.getName().toString()) : 0;
        }
        return 0;
    }
}
