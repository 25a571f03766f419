package dev.tidemark.spec.replay;

import static dev.tidemark.traces.VariableSignature.Visibility.OBSERVED;

import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.ConstantSignature;
import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.VariableSignature;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The test spec {@code Copies}, its properties written once more in Java, without any cleverness. */
final class CopiesModel {
    private static final Parameter NODE = new Parameter("n", Shape.STRING);
    private static final Parameter LENGTH = new Parameter("length", Shape.INT);

    static final SpecVocabulary WORDS = SpecVocabulary.of("Copies", "tiny",
            List.of(new ConstantSignature.Given("Nodes", Shape.setOf(Shape.STRING)), new ConstantSignature.Given("Numbers", Shape.setOf(Shape.INT))),
            List.of(new VariableSignature("log", Change.keyed(Shape.STRING, Change.growing(Shape.INT)), OBSERVED),
                    new VariableSignature("mark", Change.keyed(Shape.STRING, Change.whole(Shape.INT)), OBSERVED),
                    new VariableSignature("limit", Change.whole(Shape.INT), OBSERVED)),
            List.of(new ActionSignature("Append_", List.of(NODE, new Parameter("x", Shape.INT))), new ActionSignature("Truncate", List.of(NODE, LENGTH)),
                    new ActionSignature("Mark", List.of(NODE, LENGTH)), new ActionSignature("Raise", List.of())));

    static final SpecInstance INSTANCE = SpecInstance.accepted("x", "Copies", Map.of("Nodes", List.of("a", "b", "c"), "Numbers", List.of(1L, 2L)));

    private Map<String, Object> state = new TreeMap<>(Map.of(
            "log", Map.of("a", List.of(), "b", List.of(), "c", List.of()), "mark", Map.of("a", 0L, "b", 0L, "c", 0L), "limit", 0L));

    /** Takes a step, and names the first property that it breaks. */
    Optional<String> brokenBy(TraceEvent event) {
        int before = longest();
        event.after().forEach((name, change) -> state.merge(name, change, (old, c) -> WORDS.variables().get(name).change().apply(old, c)));
        if (!agree()) {
            return Optional.of("AgreeInv");
        }
        if (!common()) {
            return Optional.of("CommonInv");
        }
        if (!neighbours()) {
            return Optional.of("NeighboursInv");
        }
        if (!marks()) {
            return Optional.of("MarkInv");
        }
        if (!read()) {
            return Optional.of("ReadInv");
        }
        if (!raised()) {
            return Optional.of("RaisedInv");
        }
        return longest() < before ? Optional.of("RefinesGrowth") : Optional.empty();
    }

    private List<Long> log(String node) {
        return ((Map<?, ?>) state.get("log")).get(node) instanceof List<?> list ? list.stream().map(Long.class::cast).toList() : List.of();
    }

    private long mark(String node) {
        return (Long) ((Map<?, ?>) state.get("mark")).get(node);
    }

    private static List<String> nodes() {
        return List.of("a", "b", "c");
    }

    private int longest() {
        return nodes().stream().mapToInt(node -> log(node).size()).max().orElseThrow();
    }

    private boolean agree() {
        for (String r : nodes()) {
            for (String s : nodes()) {
                for (int o = 1; o <= Math.min(log(r).size(), log(s).size()); o++) {
                    if (log(r).get(o - 1).equals(log(s).get(o - 1)) && !log(r).subList(0, o).equals(log(s).subList(0, o))) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean common() {
        for (String r : nodes()) {
            for (String s : nodes()) {
                int length = Math.min(log(r).size(), log(s).size());
                if (!r.equals(s) && (length > 3 || length > 1 && log(r).get(1) == 2)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean neighbours() {
        for (String node : nodes()) {
            for (int o = 2; o <= log(node).size(); o++) {
                if (log(node).get(o - 1) + log(node).get(o - 2) > 3 + (Long) state.get("limit")) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean marks() {
        return nodes().stream().allMatch(node -> mark(node) <= log(node).size() && (mark(node) != 0 || log(node).size() <= 2));
    }

    private boolean read() {
        for (String r : nodes()) {
            for (String s : nodes()) {
                int length = (int) Math.min(mark(r), mark(s));
                if (!log(r).subList(0, length).equals(log(s).subList(0, length))) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean raised() {
        return (Long) state.get("limit") == 0 || nodes().stream().allMatch(node -> mark(node) <= 1 || !log(node).contains(2L));
    }
}
