package dev.tidemark.cli;

/** What the user gave cannot be used. The message is one line: what was found, where, and what was expected. */
final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message);
    }
}
