package dev.tidemark.cli;

/** Nobody reads our output any more, as after {@code | head}: there is no reason to go on, and nobody to tell. */
final class ClosedOutputException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
