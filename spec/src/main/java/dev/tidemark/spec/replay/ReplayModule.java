package dev.tidemark.spec.replay;

import dev.tidemark.traces.ConstantSignature;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The module that fixes a spec's constants for a replay, and its configuration.
 *
 * <p>A spec that states a theorem is checked for all its properties: every {@code ...Inv}, and every {@code Refines...}.
 * One that states none is a refuted protocol, whose traces are to be followed and not to be blamed: only its types are
 * checked.
 */
final class ReplayModule {
    private static final String PREFIX = "Replay";
    /** Next for TLC, which is asked for logged steps only. It would make an action for each choice of arguments of the spec's Next, however many. */
    private static final String STUTTERING = PREFIX + "Stuttering";

    private final SpecVocabulary words;
    private final SpecInstance instance;
    private final SpecModules modules;

    ReplayModule(SpecVocabulary words, SpecInstance instance, SpecModules modules) {
        this.words = words;
        this.instance = instance;
        this.modules = modules;
    }

    String name() {
        return PREFIX + words.name();
    }

    String text() {
        List<String> lines = new ArrayList<>(List.of("---- MODULE " + name() + " ----", "EXTENDS " + words.name()));
        expressions().forEach((overridden, expression) -> lines.add(PREFIX + overridden + " == " + expression));
        lines.add(STUTTERING + " == UNCHANGED <<" + String.join(", ", words.variables().keySet()) + ">>");
        lines.add("====");
        return SpecFolder.lines(lines);
    }

    /** What the constants are, and the definitions that are not to be computed from them. */
    private Map<String, String> expressions() {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (ConstantSignature constant : words.constants().values()) {
            if (constant instanceof ConstantSignature.Given given) {
                expressions.put(given.name(), TlaText.of(given.shape(), valueOf(given)));
            } else if (constant instanceof ConstantSignature.Unbounded unbounded) {
                expressions.put(unbounded.name(), unbounded.expression());
                expressions.putAll(unbounded.definitions());
            }
        }
        return expressions;
    }

    private Object valueOf(ConstantSignature.Given constant) {
        Map<String, Object> constants = instance.constants();
        if (!constants.containsKey(constant.name())) {
            throw new ConstantMismatch("found the constants " + constants.keySet() + ", expected " + constant.name()
                    + " of " + words.name());
        }
        return constants.get(constant.name());
    }

    String configuration() {
        List<String> lines = new ArrayList<>(List.of("INIT Init", "NEXT " + STUTTERING));
        expressions().keySet().forEach(overridden -> lines.add("CONSTANT " + overridden + " <- " + PREFIX + overridden));
        for (String definition : modules.definitions()) {
            if (definition.equals("TypeOK") || modules.hasTheorem() && definition.endsWith("Inv")) {
                lines.add("INVARIANT " + definition);
            } else if (modules.hasTheorem() && definition.startsWith("Refines")) {
                lines.add("PROPERTY " + definition);
            }
        }
        return SpecFolder.lines(lines);
    }
}
