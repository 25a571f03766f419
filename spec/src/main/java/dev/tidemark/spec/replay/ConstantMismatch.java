package dev.tidemark.spec.replay;

/** The constants of a trace do not fit the spec that is to judge it. */
final class ConstantMismatch extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ConstantMismatch(String message) {
        super(message);
    }
}
