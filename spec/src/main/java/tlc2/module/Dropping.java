package tlc2.module;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tlc2.value.impl.BoolValue;
import tlc2.value.impl.IntValue;
import tlc2.value.impl.Value;

/** TLC finds the operators of the module {@code Dropping} here: by its name, and in this package. */
public final class Dropping {
    /** The guards that were ever false: nobody can miss the others. */
    public static final Set<Integer> BLOCKING = ConcurrentHashMap.newKeySet();

    private Dropping() { }

    /** The value of a guard; that it was ever false is noted. */
    public static Value guarded(Value number, Value guard) {
        if (guard instanceof BoolValue value && !value.val) {
            BLOCKING.add(((IntValue) number).val);
        }
        return guard;
    }
}
