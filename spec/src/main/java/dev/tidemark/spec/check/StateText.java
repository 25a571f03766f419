package dev.tidemark.spec.check;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A state of a counterexample, as TLC prints it: a line with the action, then {@code /\ variable = value}, which may take several lines. */
final class StateText {
    private static final Pattern STEP = Pattern.compile("\\d+: <(\\w[\\w ]*?)(?: line (\\d+), .*? of module (\\w+))?>.*");
    private static final Pattern VARIABLE = Pattern.compile("(?:/\\\\ )?(\\w+) = (.*)");

    private final Map<String, StringBuilder> values = new LinkedHashMap<>();
    private String action = "";
    private String variable = "";

    private StateText() { }

    static Counterexample.State parse(String text) {
        StateText state = new StateText();
        text.lines().forEach(state::line);
        Map<String, String> variables = new LinkedHashMap<>();
        state.values.forEach((name, value) -> variables.put(name, value.toString().replaceAll("\\s+", " ").trim()));
        return new Counterexample.State(state.action, variables);
    }

    private void line(String line) {
        Matcher step = STEP.matcher(line);
        Matcher assigned = VARIABLE.matcher(line);
        if (action.isEmpty()) {
            action = step.matches() ? step.group(1) + (step.group(3) == null ? "" : " (" + step.group(3) + ".tla:" + step.group(2) + ")") : line;
        } else if (assigned.matches() && (line.startsWith("/\\ ") || variable.isEmpty())) {
            variable = assigned.group(1);
            values.put(variable, new StringBuilder(assigned.group(2)));
        } else if (!variable.isEmpty()) {
            values.get(variable).append(' ').append(line);
        }
    }
}
