package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.ScopeReport;
import java.util.ArrayList;
import java.util.List;

/** Lines of an explanation: so many at most, each of bounded length. */
final class Lines {
    private static final int MOST = 22;
    private static final int LONGEST = 420;
    private static final int LONGEST_VALUE = 110;

    private final List<String> lines = new ArrayList<>();

    void add(int depth, String line) {
        if (lines.size() < MOST) {
            lines.add("  ".repeat(depth) + ScopeReport.abbreviate(line.replaceAll("\\s+", " "), LONGEST));
        }
    }

    /** A value in one line, abbreviated. */
    static String show(Object value) {
        return ScopeReport.abbreviate(String.valueOf(value).replaceAll("\\s+", " "), LONGEST_VALUE);
    }

    List<String> all() {
        return lines;
    }
}
