package dev.tidemark.spec.check;

import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the output of TLC apart, line by line:
 *
 * <pre>
 * {@literal @!@!@}STARTMSG 2110:1 {@literal @!@!@}
 * Invariant TypeOK is violated.
 * {@literal @!@!@}ENDMSG 2110 {@literal @!@!@}
 * </pre>
 *
 * A message inside another one is part of its text: the outer one says that TLC failed, the inner one why.
 */
final class ToolMessageReader {
    private static final Pattern START = Pattern.compile("(.*)@!@!@STARTMSG (\\d+):(\\d+) @!@!@");
    private static final Pattern END = Pattern.compile("(.*)@!@!@ENDMSG (\\d+) @!@!@");

    private final Consumer<ToolMessage> messages;
    private final Consumer<String> others;
    private final StringBuilder text = new StringBuilder();
    private int depth;
    private int code;
    private int severity;

    /** @param others gets the lines outside of messages */
    ToolMessageReader(Consumer<ToolMessage> messages, Consumer<String> others) {
        this.messages = messages;
        this.others = others;
    }

    void line(String line) {
        Matcher start = START.matcher(line);
        Matcher end = END.matcher(line);
        if (start.matches()) {
            start(start);
        } else if (end.matches() && depth > 0) {
            append(end.group(1));
            end();
        } else if (depth > 0) {
            append(line);
        } else {
            others.accept(line);
        }
    }

    private void start(Matcher start) {
        if (depth == 0) {
            code = Integer.parseInt(start.group(2));
            severity = Integer.parseInt(start.group(3));
            text.setLength(0);
        } else {
            append(start.group(1));
        }
        depth++;
    }

    private void end() {
        depth--;
        if (depth == 0) {
            messages.accept(new ToolMessage(code, severity, text.toString().stripTrailing()));
        }
    }

    private void append(String line) {
        if (!line.isBlank()) {
            text.append(line).append('\n');
        }
    }
}
