package dev.tidemark.spec.tlc;

import java.util.Set;
import tla2sany.semantic.OpDeclNode;
import tla2sany.semantic.SymbolNode;
import tlc2.tool.StateVec;
import tlc2.tool.TLCState;
import tlc2.value.IValue;
import tlc2.value.impl.Value;
import util.UniqueString;

/** A state of a refined spec: what the refinement mapping makes of one of ours. TLC only looks its variables up. */
final class MappedState extends TLCState {
    private static final long serialVersionUID = 1L;

    private final transient UniqueString[] names;
    private final transient Value[] values;

    MappedState(UniqueString[] names, Value[] values) {
        this.names = names;
        this.values = values;
    }

    Value value(int index) {
        return values[index];
    }

    @Override
    public IValue lookup(UniqueString name) {
        for (int i = 0; i < names.length; i++) {
            if (names[i] == name) {
                return values[i];
            }
        }
        return null;
    }

    @Override
    public boolean containsKey(UniqueString name) {
        return lookup(name) != null;
    }

    @Override
    public boolean allAssigned() {
        return true;
    }

    @Override
    public Set<OpDeclNode> getUnassigned() {
        return Set.of();
    }

    @Override
    public TLCState copy() {
        return this;
    }

    @Override
    public TLCState deepCopy() {
        return this;
    }

    @Override
    public void deepNormalize() {
        for (Value value : values) {
            value.deepNormalize();
        }
    }

    @Override
    public TLCState bind(UniqueString name, IValue value) {
        throw fixed();
    }

    @Override
    public TLCState bind(SymbolNode name, IValue value) {
        throw fixed();
    }

    @Override
    public TLCState unbind(UniqueString name) {
        throw fixed();
    }

    @Override
    public StateVec addToVec(StateVec states) {
        throw fixed();
    }

    @Override
    public long fingerPrint() {
        throw fixed();
    }

    @Override
    public TLCState createEmpty() {
        throw fixed();
    }

    private static UnsupportedOperationException fixed() {
        return new UnsupportedOperationException("a mapped state is only looked at");
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < names.length; i++) {
            text.append("/\\ ").append(names[i]).append(" = ").append(values[i]).append('\n');
        }
        return text.toString();
    }

    @Override
    public String toString(TLCState before) {
        return toString();
    }
}
