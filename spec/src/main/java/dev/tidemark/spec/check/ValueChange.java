package dev.tidemark.spec.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a value became another, both as TLC writes them: of a function the keys, of a record the fields, of a set the elements that differ. */
final class ValueChange {
    private ValueChange() { }

    /** @param before null if there was no value */
    static List<String> lines(String name, String before, String after) {
        if (after.equals(before)) {
            return List.of();
        }
        if (before == null) {
            return List.of(name + " = " + after);
        }
        if (isSet(before) && isSet(after)) {
            return ofSets(name, elements(before, ","), elements(after, ","));
        }
        Optional<Map<String, String>> oldFields = fields(before);
        Optional<Map<String, String>> newFields = fields(after);
        if (oldFields.isPresent() && newFields.isPresent() && oldFields.get().keySet().equals(newFields.get().keySet())) {
            List<String> lines = new ArrayList<>();
            newFields.get().forEach((key, value) -> lines.addAll(lines(name + "[" + key + "]", oldFields.get().get(key), value)));
            return lines;
        }
        return List.of(name + " = " + after);
    }

    private static List<String> ofSets(String name, List<String> before, List<String> after) {
        List<String> lines = new ArrayList<>();
        before.stream().filter(element -> !after.contains(element)).forEach(element -> lines.add(name + " loses " + element));
        after.stream().filter(element -> !before.contains(element)).forEach(element -> lines.add(name + " gains " + element));
        return lines;
    }

    private static boolean isSet(String value) {
        return value.startsWith("{") && value.endsWith("}");
    }

    /** The parts of {@code (k :> v @@ ...)} or {@code [f |-> v, ...]}. */
    private static Optional<Map<String, String>> fields(String value) {
        if (value.startsWith("(") && value.contains(":>")) {
            return pairs(elements(value, "@@"), ":>");
        }
        return value.startsWith("[") ? pairs(elements(value, ","), "|->") : Optional.empty();
    }

    private static Optional<Map<String, String>> pairs(List<String> parts, String arrow) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String part : parts) {
            int at = part.indexOf(arrow);
            if (at < 0) {
                return Optional.empty();
            }
            pairs.put(part.substring(0, at).trim(), part.substring(at + arrow.length()).trim());
        }
        return Optional.of(pairs);
    }

    /** What stands between the outer brackets, taken apart at the separators that are in no inner brackets and no string. */
    private static List<String> elements(String value, String separator) {
        List<String> elements = new ArrayList<>();
        int depth = 0;
        int start = 1;
        for (int i = 1; i < value.length() - 1; i += token(value, i)) {
            depth += bracket(value, i);
            if (depth == 0 && value.startsWith(separator, i)) {
                elements.add(value.substring(start, i).trim());
                start = i + separator.length();
            }
        }
        String last = value.substring(start, value.length() - 1).trim();
        if (!last.isEmpty()) {
            elements.add(last);
        }
        return elements;
    }

    /** How many characters belong together: a string, the bracket of a tuple, or one. */
    private static int token(String value, int at) {
        if (value.charAt(at) == '"') {
            return Math.max(value.indexOf('"', at + 1) - at, 0) + 1;
        }
        return value.startsWith("<<", at) || value.startsWith(">>", at) || value.startsWith("@@", at) ? 2 : 1;
    }

    /** 1 for an opening bracket, -1 for a closing one; the {@code >} of an arrow is none. */
    private static int bracket(String value, int at) {
        return switch (value.charAt(at)) {
            case '(', '[', '{' -> 1;
            case ')', ']', '}' -> -1;
            case '<' -> value.startsWith("<<", at) ? 1 : 0;
            case '>' -> value.startsWith(">>", at) ? -1 : 0;
            default -> 0;
        };
    }
}
