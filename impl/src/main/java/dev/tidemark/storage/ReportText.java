package dev.tidemark.storage;

import java.util.function.Consumer;

/** A {@link LogDirectoryReport} being written: each line goes out at once, and nothing is kept. */
final class ReportText {
    private static final String INDENT = "  ";
    /** Whoever has seen so many damaged places of one file does not want to see all of them. */
    private static final long SHOWN_OF_A_FILE = 20;

    private final Consumer<String> out;
    private final Consumer<String> damageSink;
    private final ReportDetail detail;
    private long damagesOfFile;

    /** @param damageSink is told of each damaged place, also of those that are not shown */
    ReportText(ReportDetail detail, Consumer<String> out, Consumer<String> damageSink) {
        this.out = out;
        this.damageSink = damageSink;
        this.detail = detail;
    }

    void line(int depth, String text) {
        out.accept(INDENT.repeat(depth) + text);
    }

    boolean shows(ReportDetail level) {
        return detail.compareTo(level) >= 0;
    }

    void damage(int depth, String text) {
        damageSink.accept(text);
        damagesOfFile++;
        if (damagesOfFile <= SHOWN_OF_A_FILE) {
            line(depth, "DAMAGED " + text);
        }
    }

    /** No more of a file comes. */
    void endFile(int depth) {
        if (damagesOfFile > SHOWN_OF_A_FILE) {
            line(depth, "... and " + (damagesOfFile - SHOWN_OF_A_FILE) + " damaged places more in this file");
        }
        damagesOfFile = 0;
    }
}
