package dev.tidemark.spec.check;

/** What TLC found in a model. */
public sealed interface Finding {
    /** How tables call a violated absence of deadlocks. */
    String DEADLOCK = "Deadlock";

    /** As in tables. */
    String text();

    /** All properties hold in all states. */
    record Holds() implements Finding {
        @Override
        public String text() {
            return "HOLDS";
        }
    }

    /** A property is violated. */
    record Violates(String property, Counterexample counterexample) implements Finding {
        @Override
        public String text() {
            return "VIOLATES " + property;
        }
    }

    /**
     * TLC could not check the model: it does not parse, cannot be evaluated, or TLC itself ended early.
     *
     * @param message what TLC says of it; several lines
     */
    record Failed(String message) implements Finding {
        @Override
        public String text() {
            return "FAILED";
        }
    }
}
