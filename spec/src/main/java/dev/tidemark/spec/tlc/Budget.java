package dev.tidemark.spec.tlc;

/** How many more times an action may be evaluated. */
final class Budget {

    /** Thrown when nothing is left: the verdict is INCONCLUSIVE. */
    static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private long left;

    Budget(long evaluations) {
        this.left = evaluations;
    }

    void spend() {
        if (left <= 0) {
            throw new Exhausted();
        }
        left--;
    }
}
