package dev.tidemark.cli;

import dev.tidemark.spec.check.Expectation;
import dev.tidemark.spec.check.Guard;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import dev.tidemark.spec.check.Noticed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Drops each guard of a spec in turn, and looks whether a model notices. One that nobody misses has to be called redundant in the spec; one that
 * is called so must not be missed.
 */
final class GuardChecks {
    /** A shortest counterexample is not deep: beyond so many and so many times the states that there are with the guard, the search is given up. */
    private static final ModelChecker.Limit LIMIT = new ModelChecker.Limit(2_000, 4);

    private final Surroundings surroundings;
    private final Console console;
    private final ModelChecker.Settings settings;
    private final Map<Guard, ModelChecker.Without> noticed = new HashMap<>();

    GuardChecks(Surroundings surroundings, ModelChecker.Settings settings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
        this.settings = settings;
    }

    /** @param models those to ask, of whatever spec */
    Ending run(String spec, List<Model> models) throws IOException {
        long start = System.nanoTime();
        try (Guarded<ModelChecker> checker = Guarded.of(console, ModelChecker.of(surroundings.specs(), settings))) {
            List<Model> smallestFirst = modelsOf(spec, models, checker.get());
            List<Guard> guards = checker.get().guards(smallestFirst.get(0).area(), spec);
            try (ProgressLine line = ProgressLine.start(console, "guards", guards.size())) {
                for (Model model : smallestFirst) {
                    if (!isFit(model, guards, checker.get(), line)) {
                        return Ending.NOT_AS_EXPECTED;
                    }
                }
            }
            tell(guards, guard -> !noticed.containsKey(guard));
            return sum(spec, guards, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    /** Asks a model, and tells at once what it notices: others may take long, and may not be waited for. */
    private boolean isFit(Model model, List<Guard> guards, ModelChecker checker, ProgressLine line) throws IOException {
        List<Guard> left = guards.stream().filter(guard -> !isViolated(guard)).toList();
        Set<Guard> news = new HashSet<>();
        List<String> unfit = new ArrayList<>();
        checker.checkWithoutEach(guards, left, model, LIMIT, without -> {
            flaw(without).ifPresent(unfit::add);
            without.guard().filter(guard -> isNews(guard, without)).ifPresent(guard -> {
                noticed.put(guard, without);
                news.add(guard);
            });
            line.to(noticed.size(), model.name());
        });
        if (unfit.isEmpty()) {
            tell(guards, news::contains);
        } else {
            unfit.forEach(console::say);
        }
        return unfit.isEmpty();
    }

    /** A promise that is broken tells more than an expression without a value, in whatever model. */
    private boolean isNews(Guard guard, ModelChecker.Without without) {
        return without.noticed().filter(found -> found instanceof Noticed.Violates || !noticed.containsKey(guard)).isPresent();
    }

    private boolean isViolated(Guard guard) {
        return noticed.containsKey(guard) && noticed.get(guard).noticed().orElseThrow() instanceof Noticed.Violates;
    }

    /** With all guards a model has to be what it is expected to be, or it tells nothing of them. */
    private static Optional<String> flaw(ModelChecker.Without without) {
        OptionalLong expected = ((Expectation.Holds) without.model().expectation()).distinctStates();
        boolean isAsExpected = without.noticed().isEmpty() && (expected.isEmpty() || expected.getAsLong() == without.states());
        return without.guard().isPresent() || isAsExpected ? Optional.empty()
                : Optional.of(without.model().name() + " with all guards: found " + without.noticed().map(Noticed::text).orElse("HOLDS") + " in " + without.states()
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

    /** Some of the guards, in the order of all. */
    private void tell(List<Guard> guards, Predicate<Guard> some) {
        List<List<String>> rows = guards.stream().filter(some).map(guard -> List.of(guard.name(), verdict(guard), guard.text())).toList();
        Table table = Table.fitting(Stream.concat(rows.stream(), guards.stream().map(guard -> List.of(guard.name()))).toList());
        rows.forEach(row -> console.say(table.row(row)));
    }

    private Ending sum(String spec, List<Guard> guards, Duration elapsed) {
        long wrong = guards.stream().filter(guard -> !isAsExpected(guard)).count();
        long redundant = guards.stream().filter(guard -> guard.redundant().isPresent() && isAsExpected(guard)).count();
        long unevaluated = guards.stream().filter(guard -> guard.redundant().isEmpty() && isAsExpected(guard) && !isViolated(guard)).count();
        console.say(Amount.of(guards.size(), "guard") + " of " + spec + ": " + (guards.size() - wrong - redundant) + " missed, "
                + unevaluated + " of them only to evaluate something, " + redundant + " redundant as the spec says, "
                + wrong + " not as expected; " + Amount.seconds(elapsed));
        return wrong == 0 ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }

    private boolean isAsExpected(Guard guard) {
        return noticed.containsKey(guard) != guard.redundant().isPresent();
    }

    private String verdict(Guard guard) {
        if (!noticed.containsKey(guard)) {
            return "nobody misses it" + (isAsExpected(guard) ? "" : "; NOT EXPLAINED");
        }
        ModelChecker.Without without = noticed.get(guard);
        return without.model().name() + ": " + without.noticed().orElseThrow().text() + (isAsExpected(guard) ? "" : "; NOT REDUNDANT");
    }
}
