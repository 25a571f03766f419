package dev.tidemark.cli;

/** How a command ends, from good to bad: of several, the worst counts. As with diff and grep, trouble is worse than a difference. */
enum Ending {
    AS_EXPECTED(0),
    INCONCLUSIVE(3),
    NOT_AS_EXPECTED(1),
    UNREADABLE(2);

    /** The exit code after a bug of ours. */
    static final int BUG = 70;
    /** The exit code after Ctrl-C. */
    static final int INTERRUPTED = 130;
    /** The exit code when nobody reads what is printed, as of other tools that write to a closed pipe. */
    static final int CLOSED_OUTPUT = 141;

    private final int exitCode;

    Ending(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }

    Ending or(Ending other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
