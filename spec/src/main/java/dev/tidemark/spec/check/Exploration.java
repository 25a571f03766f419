package dev.tidemark.spec.check;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import tlc2.tool.Action;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.tool.impl.Tool;
import tlc2.value.IValue;
import tlc2.value.impl.IntValue;
import util.UniqueString;

/** All states of a model without one of its guards, breadth first, until a property other than liveness is violated; as TLC does it, in one thread. */
final class Exploration {
    private final Tool tool;
    private final IValue dropped;
    private final long mostStates;
    private final Set<Long> seen = new HashSet<>();
    private final Queue<TLCState> toExplore = new ArrayDeque<>();

    private Exploration(Tool tool, int guard, long mostStates) {
        this.tool = tool;
        this.dropped = IntValue.gen(guard);
        this.mostStates = mostStates;
    }

    /**
     * What came of it.
     *
     * @param states  distinct ones that were found
     * @param isEnded whether these were all that were to be explored
     * @param noticed what went wrong, if anything did
     */
    record Outcome(long states, boolean isEnded, Optional<Noticed> noticed) { }

    /** @param mostStates where to give up: without a guard there may be no end of them */
    static Outcome without(int guard, Tool tool, long mostStates) {
        return new Exploration(tool, guard, mostStates).explore();
    }

    private Outcome explore() {
        Optional<Noticed> noticed;
        try {
            noticed = begin();
            while (noticed.isEmpty() && !toExplore.isEmpty() && seen.size() <= mostStates) {
                noticed = stepFrom(toExplore.remove());
            }
        } catch (RuntimeException | StackOverflowError e) { // TLC's way to say that an expression has no value
            noticed = Optional.of(new Noticed.NotEvaluable(String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("")));
        }
        return new Outcome(seen.size(), toExplore.isEmpty(), noticed);
    }

    private Optional<Noticed> begin() {
        StateVec states = tool.getInitStates();
        Optional<Noticed> noticed = Optional.empty();
        for (int i = 0; i < states.size() && noticed.isEmpty(); i++) {
            TLCState state = whole(states.elementAt(i));
            noticed = found(state, tool.isInModel(state)) ? violatedIn(state) : Optional.empty();
            for (int p = 0; p < tool.getImpliedInits().length && noticed.isEmpty(); p++) {
                noticed = violated(tool.getImpliedInits()[p], tool.getImpliedInitNames()[p], state, TLCState.Empty);
            }
        }
        return noticed;
    }

    private Optional<Noticed> stepFrom(TLCState state) {
        for (Action action : tool.getActions()) {
            StateVec successors = tool.getNextStates(action, state);
            for (int i = 0; i < successors.size(); i++) {
                Optional<Noticed> noticed = step(state, whole(successors.elementAt(i)));
                if (noticed.isPresent()) {
                    return noticed;
                }
            }
        }
        return Optional.empty();
    }

    /** A step is judged also if it leads to a state that was seen, a state also if it is out of bounds. */
    private Optional<Noticed> step(TLCState state, TLCState successor) {
        Optional<Noticed> noticed = found(successor, tool.isInModel(successor) && tool.isInActions(state, successor)) ? violatedIn(successor) : Optional.empty();
        for (int p = 0; p < tool.getImpliedActions().length && noticed.isEmpty(); p++) {
            noticed = violated(tool.getImpliedActions()[p], tool.getImpliedActNames()[p], state, successor);
        }
        return noticed;
    }

    private Optional<Noticed> violatedIn(TLCState state) {
        Optional<Noticed> noticed = Optional.empty();
        for (int p = 0; p < tool.getInvariants().length && noticed.isEmpty(); p++) {
            noticed = violated(tool.getInvariants()[p], tool.getInvNames()[p], state, TLCState.Empty);
        }
        return noticed;
    }

    private Optional<Noticed> violated(Action property, String name, TLCState state, TLCState successor) {
        return tool.isValid(property, state, successor) ? Optional.empty() : Optional.of(new Noticed.Violates(name));
    }

    private TLCState whole(TLCState state) {
        TLCState whole = state.bind(UniqueString.uniqueStringOf(DroppedGuard.VARIABLE), dropped);
        if (!tool.isGoodState(whole)) {
            throw new IllegalStateException("no value for " + whole.getUnassigned());
        }
        whole.deepNormalize();
        return whole;
    }

    /** Whether a state is new, or none of those that are explored. */
    private boolean found(TLCState state, boolean isInBounds) {
        if (isInBounds && seen.add(state.fingerPrint())) {
            toExplore.add(state);
            return true;
        }
        return !isInBounds;
    }
}
