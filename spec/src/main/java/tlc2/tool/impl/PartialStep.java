package tlc2.tool.impl;

import tla2sany.semantic.SemanticNode;
import tlc2.tool.Action;
import tlc2.tool.INextStateFunctor;
import tlc2.tool.TLCState;
import tlc2.tool.coverage.CostModel;
import tlc2.util.Context;

/** Evaluates an action over a successor some of whose variables are bound already. Here because TLC protects the method. */
public final class PartialStep {
    private PartialStep() { }

    /** Hands each successor to {@code found}, which must copy it: TLC goes on to use the same object. */
    public static void evaluate(Tool tool, Action action, SemanticNode body, Context context, TLCState state,
                                TLCState partial, INextStateFunctor found) {
        tool.getNextStates(action, body, ActionItemList.Empty, context, state, partial, found, CostModel.DO_NOT_RECORD);
    }
}
