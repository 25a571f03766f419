package dev.tidemark.spec.replay;

import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.ConstantSignature;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A slice as a TLA+ module: step {@code i} is the action that was logged, with what was logged of its outcome, and a step of
 * Next. The slice is accepted if TLC finds that all steps can be taken, and no property fails on the way.
 *
 * <p>Where the replay replaces the infinite set of batches by a sequence type, this takes the batches that occur: the two
 * ways of judging are to be as different as they can.
 */
final class ArbiterModule {
    /** What no set of the specs' records can be: a member that is not there cannot leave. */
    private static final String NO_CHANGE = "{[isNoChange |-> TRUE]}";

    static final String NAME = "Arbiter";
    /** The invariant that is violated when all steps have been taken. */
    static final String NOT_DONE = "ArbiterNotDone";

    private final SpecVocabulary words;
    private final Slice slice;

    ArbiterModule(SpecVocabulary words, Slice slice) {
        this.words = words;
        this.slice = slice;
    }

    String text() {
        List<TraceEvent> events = slice.events();
        List<String> lines = new ArrayList<>(List.of("---- MODULE " + NAME + " ----", "EXTENDS Integers, " + words.name(), "VARIABLE arbiterStep"));
        words.constants().values().forEach(constant -> define(constant, lines));
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < events.size(); i++) {
            lines.add("ArbiterStep" + i + " ==" + step(events.get(i)));
            cases.add("arbiterStep = " + i + " -> ArbiterStep" + i);
        }
        cases.add("arbiterStep = " + events.size() + " -> UNCHANGED vars");
        lines.add("ArbiterInit == Init /\\ arbiterStep = 0");
        // The extra step at the end makes sure that the last state has been checked before the trace counts as done.
        lines.add("ArbiterNext == arbiterStep <= " + events.size() + " /\\ arbiterStep' = arbiterStep + 1\n  /\\ CASE "
                + String.join("\n    [] ", cases));
        lines.add(NOT_DONE + " == arbiterStep <= " + events.size());
        lines.add("====");
        return SpecFolder.lines(lines);
    }

    private void define(ConstantSignature constant, List<String> lines) {
        if (constant instanceof ConstantSignature.Given given) {
            lines.add("Arbiter" + given.name() + " == " + TlaText.of(given.shape(), slice.instance().constants().get(given.name())));
        } else if (constant instanceof ConstantSignature.Unbounded unbounded) {
            lines.add("Arbiter" + unbounded.name() + " == {" + String.join(", ", occurring(unbounded.parameter())) + "}");
        }
    }

    /** All values of a parameter in the trace. */
    private Set<String> occurring(String name) {
        Set<String> values = new LinkedHashSet<>();
        for (TraceEvent event : slice.events()) {
            for (Parameter parameter : words.action(event.action()).map(ActionSignature::parameters).orElse(List.of())) {
                if (parameter.name().equals(name)) {
                    values.add(TlaText.of(parameter.shape(), event.args().get(parameter.name())));
                }
            }
        }
        return values;
    }

    String configuration(SpecModules modules) {
        List<String> lines = new ArrayList<>(List.of("INIT ArbiterInit", "NEXT ArbiterNext", "CHECK_DEADLOCK FALSE"));
        words.constants().keySet().forEach(constant -> lines.add("CONSTANT " + constant + " <- Arbiter" + constant));
        for (String definition : modules.definitions()) {
            if (definition.equals("TypeOK") || modules.hasTheorem() && definition.endsWith("Inv")) {
                lines.add("INVARIANT " + definition);
            } else if (modules.hasTheorem() && definition.startsWith("Refines")) {
                lines.add("PROPERTY " + definition);
            }
        }
        lines.add("INVARIANT " + NOT_DONE);
        return SpecFolder.lines(lines);
    }

    private String step(TraceEvent event) {
        List<String> conjuncts = new ArrayList<>();
        ActionSignature action = words.actions().get(event.action());
        if (action == null || !event.after().keySet().stream().allMatch(words.variables()::containsKey)) {
            return " FALSE";
        }
        List<String> arguments = new ArrayList<>();
        for (Parameter parameter : action.parameters()) {
            arguments.add(TlaText.of(parameter.shape(), event.args().get(parameter.name())));
        }
        conjuncts.add(action.name() + (arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")"));
        for (VariableSignature variable : words.variables().values()) {
            Object change = event.after().get(variable.name());
            if (change != null) {
                conjuncts.add(fits(variable.change(), variable.name(), change));
                conjuncts.add(variable.name() + "' = " + applied(variable.change(), variable.name(), change));
            } else if (variable.isObserved() && event.scope().isPresent()) {
                conjuncts.add("UNCHANGED " + variable.name());
            }
        }
        conjuncts.add("Next");
        return "\n  /\\ " + String.join("\n  /\\ ", conjuncts);
    }

    /** That a change can be applied to the old value. */
    private static String fits(Change change, String old, Object logged) {
        if (change instanceof Change.Keyed keyed) {
            List<String> parts = new ArrayList<>();
            ((Map<?, ?>) logged).forEach((key, part) -> {
                String name = TlaText.key(keyed.key(), key);
                parts.add(name + " \\in DOMAIN " + old + " /\\ " + fits(keyed.value(), old + "[" + name + "]", part));
            });
            return parts.isEmpty() ? "TRUE" : String.join(" /\\ ", parts);
        } else if (change instanceof Change.Mapped mapped) {
            List<String> parts = new ArrayList<>(List.of(removed(mapped, (Map<?, ?>) logged) + " \\subseteq DOMAIN " + old));
            put((Map<?, ?>) logged).forEach((key, part) -> parts.add(fits(mapped.value(), valueAt(mapped, old, key), part)));
            return String.join(" /\\ ", parts);
        } else if (change instanceof Change.Growing) {
            return ((Map<?, ?>) logged).get("from") + " \\in 0..Len(" + old + ")";
        }
        return "TRUE";
    }

    private static String applied(Change change, String old, Object logged) {
        if (change instanceof Change.Keyed keyed) {
            List<String> parts = new ArrayList<>();
            ((Map<?, ?>) logged).forEach((key, part) -> {
                String name = TlaText.key(keyed.key(), key);
                parts.add("![" + name + "] = " + applied(keyed.value(), old + "[" + name + "]", part));
            });
            return parts.isEmpty() ? old : "[" + old + " EXCEPT " + String.join(", ", parts) + "]";
        } else if (change instanceof Change.Mapped mapped) {
            return remapped(mapped, old, (Map<?, ?>) logged);
        } else if (change instanceof Change.Growing growing) {
            Map<?, ?> growth = (Map<?, ?>) logged;
            return "SubSeq(" + old + ", 1, " + growth.get("from") + ") \\o " + TlaText.of(growing.shape(), growth.get("entries"));
        } else if (change instanceof Change.Members members) {
            Map<Object, Object> exchange = new LinkedHashMap<>((Map<?, ?>) logged);
            String removed = TlaText.of(members.shape(), exchange.getOrDefault("remove", List.of()));
            String added = TlaText.of(members.shape(), exchange.getOrDefault("add", List.of()));
            return "IF " + removed + " \\subseteq " + old + " THEN (" + old + " \\ " + removed + ") \\cup " + added + " ELSE " + NO_CHANGE;
        }
        return TlaText.of(change.shape(), logged);
    }

    private static Map<?, ?> put(Map<?, ?> logged) {
        return logged.containsKey("put") ? (Map<?, ?>) logged.get("put") : Map.of();
    }

    private static String removed(Change.Mapped change, Map<?, ?> logged) {
        return TlaText.of(Shape.setOf(change.key()), logged.containsKey("remove") ? logged.get("remove") : List.of());
    }

    /** A new key begins empty. */
    private static String valueAt(Change.Mapped change, String old, Object key) {
        String name = TlaText.key(change.key(), key);
        return "(IF " + name + " \\in DOMAIN " + old + " THEN " + old + "[" + name + "] ELSE " + (change.value() instanceof Change.Members ? "{}" : "<<>>") + ")";
    }

    private static String remapped(Change.Mapped change, String old, Map<?, ?> logged) {
        Map<?, ?> put = put(logged);
        List<String> cases = new ArrayList<>();
        put.forEach((key, part) -> cases.add("key = " + TlaText.key(change.key(), key) + " -> " + applied(change.value(), valueAt(change, old, key), part)));
        cases.add((cases.isEmpty() ? "TRUE" : "OTHER") + " -> " + old + "[key]");
        String keys = String.join(", ", put.keySet().stream().map(key -> TlaText.key(change.key(), key)).toList());
        return "[key \\in ((DOMAIN " + old + ") \\ " + removed(change, logged) + ") \\cup {" + keys + "} |-> CASE " + String.join(" [] ", cases) + "]";
    }
}
