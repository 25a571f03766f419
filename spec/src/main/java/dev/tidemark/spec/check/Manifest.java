package dev.tidemark.spec.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** All models, in the order of {@code models.json}. */
public record Manifest(List<Model> models) {
    private static final Set<String> FIELDS = Set.of("name", "area", "module", "config", "expected", "violates", "distinctStates", "counterexampleLength",
            "budget", "shows");

    public Manifest {
        models = List.copyOf(models);
        Set<String> names = new HashSet<>();
        for (Model model : models) {
            if (!names.add(model.name())) {
                throw new IllegalStateException("models.json: found " + model.name() + " twice, expected each name once");
            }
        }
    }

    /** @throws IllegalStateException if a model is not described as it should be */
    static Manifest read(Path file) throws IOException {
        List<Model> models = new ArrayList<>();
        for (JsonNode node : new ObjectMapper().readTree(Files.readString(file)).path("models")) {
            models.add(model(node));
        }
        return new Manifest(models);
    }

    public Optional<Model> named(String name) {
        return models.stream().filter(model -> model.name().equals(name)).findFirst();
    }

    private static Model model(JsonNode node) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext();) {
            String name = names.next();
            require(FIELDS.contains(name), node, "one of the fields " + FIELDS.stream().sorted().toList() + ", not " + name);
        }
        return new Model(text(node, "name"), text(node, "area"), text(node, "module"), text(node, "config"), expectation(node), budget(node), text(node, "shows"));
    }

    private static Expectation expectation(JsonNode node) {
        OptionalLong distinctStates = node.has("distinctStates") ? OptionalLong.of(node.get("distinctStates").asLong()) : OptionalLong.empty();
        OptionalInt length = node.has("counterexampleLength") ? OptionalInt.of(node.get("counterexampleLength").asInt()) : OptionalInt.empty();
        return switch (text(node, "expected")) {
            case "HOLDS" -> {
                require(length.isEmpty() && !node.has("violates"), node, "no violates and no counterexampleLength where a model HOLDS");
                yield new Expectation.Holds(distinctStates);
            }
            case "VIOLATES" -> {
                require(distinctStates.isEmpty(), node, "no distinctStates where a model VIOLATES: the search ends early");
                yield new Expectation.Violates(text(node, "violates"), length);
            }
            default -> throw refused(node, "expected to be HOLDS or VIOLATES");
        };
    }

    private static Model.BudgetClass budget(JsonNode node) {
        String name = text(node, "budget");
        for (Model.BudgetClass budget : Model.BudgetClass.values()) {
            if (budget.name().toLowerCase(Locale.ROOT).equals(name)) {
                return budget;
            }
        }
        throw refused(node, "budget to be quick or full");
    }

    private static String text(JsonNode node, String field) {
        require(node.path(field).isTextual(), node, "the field " + field);
        return node.get(field).textValue();
    }

    private static void require(boolean holds, JsonNode node, String expected) {
        if (!holds) {
            throw refused(node, expected);
        }
    }

    private static IllegalStateException refused(JsonNode node, String expected) {
        return new IllegalStateException("models.json: found " + node + ", expected " + expected);
    }
}
