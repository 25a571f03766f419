package dev.tidemark.spec.check;

/** How a model misses a guard that is dropped. */
public sealed interface Noticed {
    /** As in tables, and as one process tells it to another. */
    String text();

    /** A promise is broken. */
    record Violates(String property) implements Noticed {
        private static final String WORD = "VIOLATES ";

        @Override
        public String text() {
            return WORD + property;
        }
    }

    /** What the guard protects has no value without it: a step is not to be asked for then, but nothing shows what it would do wrong. */
    record NotEvaluable(String reason) implements Noticed {
        private static final String WORD = "cannot be evaluated, ";

        @Override
        public String text() {
            return WORD + reason;
        }
    }

    /** Reads what {@link #text} says. */
    static Noticed parse(String text) {
        return text.startsWith(Violates.WORD) ? new Violates(text.substring(Violates.WORD.length()))
                : new NotEvaluable(text.substring(NotEvaluable.WORD.length()));
    }
}
