package dev.tidemark.spec.replay;

import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The verdict of one spec on one scope of a trace, and whether it is the one that the header expects.
 *
 * @param file      how the trace is named in messages
 * @param scope     the scope
 * @param spec      the spec that judged
 * @param events    how many events the scope has
 * @param expected  the verdict that the header expects
 * @param judgement the verdict
 */
public record ScopeReport(String file, String scope, String spec, int events, Verdict expected, Judgement judgement) {

    /** Whether the header expects this verdict. */
    public boolean isAsExpected() {
        return judgement.verdict() == expected;
    }

    /** The report, at most a screen long. */
    public String text() {
        List<String> lines = new ArrayList<>();
        lines.add(judgement.verdict() + (isAsExpected() ? " (as expected)" : " (expected " + expected + ")") + "  " + scope
                + " by " + spec + ": followed " + judgement.matched() + " of " + events + " events of " + file);
        judgement.rejection().ifPresent(rejection -> explain(rejection, lines));
        if (judgement.verdict() == Verdict.INCONCLUSIVE) {
            lines.add("  the budget ran out; give more with --budget");
        }
        return String.join("\n", lines) + "\n";
    }

    private void explain(Rejection rejection, List<String> lines) {
        lines.add("  last match  " + rejection.lastMatching().map(this::line).orElse("none: the initial state"));
        rejection.event().ifPresent(event -> lines.add("  rejected    " + line(event)));
        lines.add("  because     " + rejection.summary());
        rejection.explanation().forEach(line -> lines.add("    " + line));
        lines.add("  replay      ./tidemark replay " + file);
    }

    private String line(TraceEvent event) {
        return file + ":" + (event.seq() + 1) + " at " + event.at() + " " + event.node() + " " + call(event.action(), event.args());
    }

    /** An action with its arguments, as TLA+ would write it; long arguments are abbreviated. */
    static String call(String action, Map<String, Object> args) {
        List<String> parts = new ArrayList<>();
        args.forEach((name, value) -> parts.add(name + " = " + abbreviate(show(value), 90)));
        return action + "(" + String.join(", ", parts) + ")";
    }

    private static String show(Object value) {
        return value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    }

    /** A text of at most this many characters; what is left out in the middle is marked. */
    public static String abbreviate(String text, int length) {
        int half = (length - 5) / 2;
        return text.length() <= length ? text : text.substring(0, half) + " ... " + text.substring(text.length() - half);
    }
}
