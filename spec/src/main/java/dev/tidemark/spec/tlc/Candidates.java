package dev.tidemark.spec.tlc;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.HashSet;
import java.util.Set;
import tlc2.tool.TLCState;

/** The states that the spec can be in, each once. Usually there is one, and nothing is spent on comparing. */
final class Candidates implements Iterable<TLCState> {
    private final List<TLCState> states = new ArrayList<>(1);
    private final Set<Long> fingerprints = new HashSet<>();

    /** Whether it is a new one. */
    boolean add(TLCState state) {
        if (states.size() == 1) {
            fingerprints.add(states.get(0).fingerPrint());
        }
        if (!states.isEmpty() && !fingerprints.add(state.fingerPrint())) {
            return false;
        }
        states.add(state);
        return true;
    }

    boolean isEmpty() {
        return states.isEmpty();
    }

    TLCState first() {
        return states.get(0);
    }

    List<TLCState> list() {
        return List.copyOf(states);
    }

    int size() {
        return states.size();
    }

    @Override
    public Iterator<TLCState> iterator() {
        return states.iterator();
    }
}
