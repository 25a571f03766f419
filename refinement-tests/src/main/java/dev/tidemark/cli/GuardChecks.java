package dev.tidemark.cli;

import dev.tidemark.spec.check.Expectation;
import dev.tidemark.spec.check.Guard;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drops each guard of a spec in turn, and looks whether a model notices. One that nobody misses has to be called redundant in the spec; one that
 * is called so must not be missed.
 */
final class GuardChecks {
    /** A shortest counterexample is not deep: beyond so many and so many times the states that there are with the guard, the search is given up. */
    private static final ModelChecker.Limit LIMIT = new ModelChecker.Limit(2_000, 2);

    private final Surroundings surroundings;
    private final Console console;
    private final ModelChecker.Settings settings;

    GuardChecks(Surroundings surroundings, ModelChecker.Settings settings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
        this.settings = settings;
    }

    /** @param models those to ask, of whatever spec */
    Ending run(String spec, List<Model> models) throws IOException {
        Map<Guard, ModelChecker.Without> noticed = new HashMap<>();
        long start = System.nanoTime();
        try (Guarded<ModelChecker> checker = Guarded.of(console, ModelChecker.of(surroundings.specs(), settings))) {
            List<Model> smallestFirst = modelsOf(spec, models, checker.get());
            List<Guard> guards = checker.get().guards(smallestFirst.get(0).area(), spec);
            try (ProgressLine line = ProgressLine.start(console, "guards", guards.size())) {
                for (Model model : smallestFirst) {
                    List<Guard> left = guards.stream().filter(guard -> !noticed.containsKey(guard)).toList();
                    List<String> unfit = new ArrayList<>();
                    checker.get().checkWithoutEach(guards, left, model, LIMIT, without -> {
                        flaw(without).ifPresent(unfit::add);
                        without.guard().ifPresent(guard -> without.noticed().ifPresent(found -> noticed.put(guard, without)));
                        line.to(noticed.size(), model.name());
                    });
                    if (!unfit.isEmpty()) {
                        unfit.forEach(console::say);
                        return Ending.NOT_AS_EXPECTED;
                    }
                }
            }
            return tell(spec, guards, noticed, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** With all guards a model has to be what it is expected to be, or it tells nothing of them. */
    private static Optional<String> flaw(ModelChecker.Without without) {
        OptionalLong expected = ((Expectation.Holds) without.model().expectation()).distinctStates();
        boolean isAsExpected = without.noticed().isEmpty() && (expected.isEmpty() || expected.getAsLong() == without.states());
        return without.guard().isPresent() || isAsExpected ? Optional.empty()
                : Optional.of(without.model().name() + " with all guards: found " + without.noticed().orElse("HOLDS") + " in " + without.states()
                        + " states, expected HOLDS in " + (expected.isPresent() ? expected.getAsLong() : "any number"));
    }

    private static List<Model> modelsOf(String spec, List<Model> models, ModelChecker checker) throws IOException {
        List<Model> found = new ArrayList<>();
        Set<String> known = new TreeSet<>();
        for (Model model : models) {
            if (model.expectation() instanceof Expectation.Holds) {
                Set<String> specs = checker.specsOf(model);
                known.addAll(specs);
                if (specs.contains(spec)) {
                    found.add(model);
                }
            }
        }
        if (found.isEmpty()) {
            throw new InputException("--guards: found no model in which " + spec + " holds, expected one of the specs " + String.join(", ", known));
        }
        found.sort(Comparator.comparingLong(GuardChecks::states));
        return found;
    }

    private static long states(Model model) {
        return model.expectation() instanceof Expectation.Holds holds ? holds.distinctStates().orElse(Long.MAX_VALUE) : Long.MAX_VALUE;
    }

    private Ending tell(String spec, List<Guard> guards, Map<Guard, ModelChecker.Without> noticed, Duration elapsed) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("guard of", "without it", "guard")));
        guards.forEach(guard -> rows.add(List.of(guard.name(), verdict(guard, Optional.ofNullable(noticed.get(guard))), guard.text())));
        Table table = Table.fitting(rows);
        rows.forEach(row -> console.say(table.row(row)));
        long wrong = guards.stream().filter(guard -> !isAsExpected(guard, noticed.containsKey(guard))).count();
        long redundant = guards.stream().filter(guard -> guard.redundant().isPresent() && !noticed.containsKey(guard)).count();
        console.say(Amount.of(guards.size(), "guard") + " of " + spec + ": " + (guards.size() - wrong - redundant) + " missed, " + redundant
                + " redundant as the spec says, " + wrong + " not as expected; " + Amount.seconds(elapsed));
        return wrong == 0 ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }

    private static boolean isAsExpected(Guard guard, boolean isMissed) {
        return isMissed != guard.redundant().isPresent();
    }

    private static String verdict(Guard guard, Optional<ModelChecker.Without> noticed) {
        String found = noticed.map(without -> without.model().name() + ": " + without.noticed().orElseThrow()).orElse("nobody misses it");
        return isAsExpected(guard, noticed.isPresent()) ? found : found + (noticed.isPresent() ? "; NOT REDUNDANT" : "; NOT EXPLAINED");
    }
}
