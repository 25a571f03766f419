package dev.tidemark.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * What the user sees: results on standard output, problems and progress on standard error; progress on a terminal only. Lines and
 * progress do not get into each other's way.
 */
final class Console {
    private static final int DEFAULT_COLUMNS = 80;
    /** Fewer are a terminal that does not know its width. */
    private static final int LEAST_COLUMNS = 20;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean isTerminal;
    private final int columns;
    private boolean isProgressShown;
    private boolean isSilent;

    Console(PrintWriter out, PrintWriter err, boolean isTerminal, int columns) {
        this.out = out;
        this.err = err;
        this.isTerminal = isTerminal;
        this.columns = columns < LEAST_COLUMNS ? DEFAULT_COLUMNS : columns;
    }

    /** The console of this process; the launcher, which can see it better, may say in system properties whether it is a terminal. */
    static Console ofProcess() {
        String told = System.getProperty("tidemark.terminal", Boolean.toString(System.console() != null));
        return new Console(writer(System.out), writer(System.err), Boolean.parseBoolean(told), Integer.getInteger("tidemark.columns", DEFAULT_COLUMNS));
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, false, StandardCharsets.UTF_8);
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    /**
     * Prints a line of the result.
     *
     * @throws ClosedOutputException if nobody reads it any more
     */
    synchronized void say(String line) {
        if (isSilent) {
            return;
        }
        clearProgress();
        out.println(line);
        if (out.checkError()) {
            throw new ClosedOutputException();
        }
    }

    /** Prints a line about a problem. */
    synchronized void complain(String line) {
        if (!isSilent) {
            clearProgress();
            err.println(line);
            err.flush();
        }
    }

    /** From now on nothing is printed: the process is ending, and what fails because of that is of no interest. */
    synchronized void silence() {
        isSilent = true;
        clearProgress();
    }

    boolean isTerminal() {
        return isTerminal;
    }

    int columns() {
        return columns;
    }

    synchronized void showProgress(String text) {
        if (!isSilent && isTerminal) {
            err.print(CLEAR_LINE + text);
            err.flush();
            isProgressShown = true;
        }
    }

    synchronized void clearProgress() {
        if (isProgressShown) {
            err.print(CLEAR_LINE);
            err.flush();
            isProgressShown = false;
        }
    }
}
