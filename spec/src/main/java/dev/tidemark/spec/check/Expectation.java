package dev.tidemark.spec.check;

import java.util.OptionalInt;
import java.util.OptionalLong;

/** What the manifest says that TLC finds in a model. */
public sealed interface Expectation {
    /** As in the manifest and in tables. */
    String text();

    /**
     * All properties hold.
     *
     * @param distinctStates how many states there are; another number is as unexpected as a violation
     */
    record Holds(OptionalLong distinctStates) implements Expectation {
        @Override
        public String text() {
            return "HOLDS";
        }
    }

    /**
     * A property is violated.
     *
     * @param property             its name in the configuration, or {@code Deadlock}
     * @param counterexampleLength the states of the shortest counterexample; empty if it is not always the same
     */
    record Violates(String property, OptionalInt counterexampleLength) implements Expectation {
        @Override
        public String text() {
            return "VIOLATES " + property;
        }
    }
}
