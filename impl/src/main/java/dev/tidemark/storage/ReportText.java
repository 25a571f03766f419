package dev.tidemark.storage;

import java.util.ArrayList;
import java.util.List;

/** A {@link LogDirectoryReport} being written. */
final class ReportText {
    private static final String INDENT = "  ";

    private final List<String> lines = new ArrayList<>();
    private final List<String> damages = new ArrayList<>();

    void line(int depth, String text) {
        lines.add(INDENT.repeat(depth) + text);
    }

    void damage(int depth, String text) {
        line(depth, "DAMAGED " + text);
        damages.add(text);
    }

    LogDirectoryReport report() {
        return new LogDirectoryReport(lines, damages);
    }
}
