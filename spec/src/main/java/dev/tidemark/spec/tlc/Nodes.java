package dev.tidemark.spec.tlc;

import java.util.Arrays;
import java.util.List;
import tla2sany.semantic.ASTConstants;
import tla2sany.semantic.LabelNode;
import tla2sany.semantic.LetInNode;
import tla2sany.semantic.NumeralNode;
import tla2sany.semantic.OpApplNode;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.BuiltInOPs;
import tlc2.tool.ToolGlobals;

/** Questions about nodes of a parsed spec. */
final class Nodes {
    private Nodes() { }

    /** The node without labels and LETs around it, which change nothing of what it is. */
    static SemanticNode inner(SemanticNode node) {
        SemanticNode result = node;
        while (result instanceof LabelNode || result instanceof LetInNode) {
            result = result instanceof LabelNode label ? label.getBody() : ((LetInNode) result).getBody();
        }
        return result;
    }

    /** The built-in operator that is applied; 0 if it is a user's. */
    static int opcode(OpApplNode node) {
        return BuiltInOPs.getOpCode(node.getOperator().getName());
    }

    static boolean isConjunction(int opcode) {
        return opcode == ToolGlobals.OPCODE_cl || opcode == ToolGlobals.OPCODE_land;
    }

    static boolean isDisjunction(int opcode) {
        return opcode == ToolGlobals.OPCODE_dl || opcode == ToolGlobals.OPCODE_lor;
    }

    static boolean isVariable(SymbolNode symbol) {
        return symbol instanceof OpDeclNode && symbol.getKind() == ASTConstants.VariableDeclKind;
    }

    /** The definition that is applied, if it is a user's and has a body to look into. */
    static boolean isDefined(OpApplNode node) {
        return node.getOperator() instanceof OpDefNode definition && definition.getKind() == ASTConstants.UserDefinedOpKind
                && opcode(node) == 0;
    }

    /** Whether the operator binds variables by ranging over sets. */
    static boolean isQuantified(OpApplNode node) {
        return node.getBdedQuantBounds() != null && node.getBdedQuantBounds().length > 0;
    }

    /** {@code 1..n}. */
    static boolean isRangeFromOne(SemanticNode node) {
        return node instanceof OpApplNode range && range.getOperator().getName().toString().equals("..")
                && range.getArgs()[0] instanceof NumeralNode one && one.val() == 1;
    }

    /** Whether a node is nothing but this symbol. */
    static boolean isSymbol(SemanticNode node, SymbolNode symbol) {
        return node instanceof OpApplNode application && application.getOperator() == symbol;
    }

    static OpDefNode definition(OpApplNode node) {
        return (OpDefNode) node.getOperator();
    }

    static List<SemanticNode> arguments(OpApplNode node) {
        return Arrays.asList(node.getArgs());
    }
}
