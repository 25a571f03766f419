package dev.tidemark.spec.check;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What TLC said in one run, as far as it matters, and the finding that it amounts to. */
final class Transcript {
    private static final Pattern COUNTS = Pattern.compile("([\\d,]+) states generated.*?, ([\\d,]+) distinct states found.*?, ([\\d,]+) states left on queue");
    private static final Pattern PROPERTY = Pattern.compile("(?:Invariant|Action property|Property|Temporal property) (.+?) (?:is|was) violated.*", Pattern.DOTALL);
    private static final Pattern PARSER_CHATTER = Pattern.compile("(Parsing file|Semantic processing of module) .*|\\s*");
    private static final int MOST_MESSAGE_LINES = 40;

    private final ConfigProperties properties;
    private final Consumer<Progress> progressed;
    private final ToolMessageReader reader = new ToolMessageReader(this::message, this::otherLine);
    private final List<String> errors = new ArrayList<>();
    private final List<Counterexample.State> states = new ArrayList<>();
    private Progress counts = Progress.NONE;
    private String violated = "";
    private String end = "";
    private boolean isSuccess;
    private boolean isParsing;

    Transcript(ConfigProperties properties, Consumer<Progress> progressed) {
        this.properties = properties;
        this.progressed = progressed;
    }

    void line(String line) {
        TlcMain.parse(line).ifPresentOrElse(progressed, () -> reader.line(line));
    }

    /** The last counts that TLC printed. */
    Progress counts() {
        return counts;
    }

    /** @param exitCode of the process, for the message if it ended without a word */
    Finding finding(int exitCode) {
        if (!violated.isEmpty()) {
            return new Finding.Violates(violated, new Counterexample(states, end));
        }
        if (!errors.isEmpty()) {
            return new Finding.Failed(String.join("\n", errors));
        }
        return isSuccess ? new Finding.Holds() : new Finding.Failed("TLC ended with exit code " + exitCode + " before it was done");
    }

    private void message(ToolMessage message) {
        switch (message.code()) {
            case ToolMessage.SUCCESS -> isSuccess = true;
            case ToolMessage.PARSER_STARTS -> isParsing = true;
            case ToolMessage.PARSER_ENDS -> isParsing = false;
            case ToolMessage.PROGRESS, ToolMessage.FINAL_STATISTICS -> count(message);
            case ToolMessage.STATE -> states.add(StateText.parse(message.text()));
            case ToolMessage.STUTTERING, ToolMessage.BACK_TO_STATE -> end = message.text().replaceFirst("^\\d+: ", "");
            case ToolMessage.DEADLOCK -> violated(Finding.DEADLOCK);
            case ToolMessage.INVARIANT_VIOLATED, ToolMessage.ACTION_PROPERTY_VIOLATED, ToolMessage.TEMPORAL_PROPERTY_VIOLATED ->
                violated(propertyOf(message));
            case ToolMessage.INVARIANT_VIOLATED_INITIALLY, ToolMessage.PROPERTY_VIOLATED_INITIALLY -> violatedInitially(message);
            case ToolMessage.BEHAVIOR_FOLLOWS, ToolMessage.COUNTEREXAMPLE_FOLLOWS -> { }
            default -> other(message);
        }
    }

    private void other(ToolMessage message) {
        if (message.isError()) {
            message.text().lines().forEach(this::error);
        }
    }

    private void count(ToolMessage message) {
        Matcher matcher = COUNTS.matcher(message.text());
        if (matcher.find()) {
            counts = new Progress(number(matcher.group(1)), number(matcher.group(2)), number(matcher.group(3)));
            progressed.accept(counts);
        }
    }

    private static long number(String digits) {
        return Long.parseLong(digits.replace(",", ""));
    }

    /** The first violation counts: what follows is how TLC got there. */
    private void violated(String property) {
        violated = violated.isEmpty() ? property : violated;
    }

    private void violatedInitially(ToolMessage message) {
        violated(propertyOf(message));
        states.add(StateText.parse("1: <Initial predicate>\n" + message.text().substring(message.text().indexOf('\n') + 1)));
    }

    private String propertyOf(ToolMessage message) {
        Matcher matcher = PROPERTY.matcher(message.text());
        return properties.resolve(matcher.matches() ? matcher.group(1) : "");
    }

    /** Outside of messages the parser tells its errors; everything else is printed by the spec. */
    private void otherLine(String line) {
        if (isParsing && !PARSER_CHATTER.matcher(line).matches()) {
            error(line);
        }
    }

    private void error(String line) {
        if (errors.size() < MOST_MESSAGE_LINES) {
            errors.add(line);
        }
    }
}
