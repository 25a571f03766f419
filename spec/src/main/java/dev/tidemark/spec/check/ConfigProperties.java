package dev.tidemark.spec.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The temporal properties that a configuration names.
 *
 * <p>TLC calls a violated refinement by its place in the parent's module, and a violated liveness property not at all: the name in the
 * configuration is found here.
 */
final class ConfigProperties {
    private static final Pattern COMMENT = Pattern.compile("(?s)\\(\\*.*?\\*\\)|\\\\\\*[^\n]*");
    private static final Pattern IN_MODULE = Pattern.compile(".*\\bof module (\\w+)");
    private static final Set<String> KEYWORDS = Set.of("CONSTANT", "CONSTANTS", "INIT", "NEXT", "SPECIFICATION", "INVARIANT", "INVARIANTS", "CONSTRAINT",
            "CONSTRAINTS", "ACTION_CONSTRAINT", "ACTION_CONSTRAINTS", "SYMMETRY", "VIEW", "CHECK_DEADLOCK", "POSTCONDITION", "ALIAS", "TYPE",
            "TYPE_CONSTRAINT");

    private final List<String> names;

    private ConfigProperties(List<String> names) {
        this.names = List.copyOf(names);
    }

    static ConfigProperties of(String config) {
        List<String> names = new ArrayList<>();
        boolean isProperty = false;
        for (String word : COMMENT.matcher(config).replaceAll(" ").trim().split("\\s+")) {
            if (word.equals("PROPERTY") || word.equals("PROPERTIES")) {
                isProperty = true;
            } else if (KEYWORDS.contains(word)) {
                isProperty = false;
            } else if (isProperty) {
                names.add(word);
            }
        }
        return new ConfigProperties(names);
    }

    /**
     * The name of a property.
     *
     * @param tlcName as TLC says it: a name, a place such as {@code line 6, col 17 to line 6, col 26 of module Parent}, or nothing
     */
    String resolve(String tlcName) {
        Matcher place = IN_MODULE.matcher(tlcName);
        if (!tlcName.isEmpty() && !place.matches()) {
            return tlcName;
        }
        if (names.size() == 1) {
            return names.get(0);
        }
        String refinement = place.matches() ? "Refines" + place.group(1) : "";
        if (names.contains(refinement)) {
            return refinement;
        }
        return tlcName.isEmpty() ? "one of " + names : tlcName;
    }

    /** The same, of what was found without a guard. */
    Noticed resolved(Noticed noticed) {
        return noticed instanceof Noticed.Violates violates ? new Noticed.Violates(resolve(violates.property())) : noticed;
    }
}
