package dev.tidemark.cli;

import dev.tidemark.spec.check.CheckResult;
import dev.tidemark.spec.check.Expectation;
import dev.tidemark.spec.check.Finding;
import dev.tidemark.spec.check.Guard;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;

/**
 * Drops each guard of a spec in turn, and looks whether a model notices. One that nobody misses has to be called redundant in the spec; one that
 * is called so must not be missed.
 */
final class GuardChecks {
    /** A shortest counterexample is not deep: beyond so many times the states that there are with the guard, the search is given up. */
    private static final int MANIFOLD = 4;
    private static final long FEW_STATES = 5_000;

    private final Surroundings surroundings;
    private final Console console;
    private final ModelChecker.Settings settings;

    GuardChecks(Surroundings surroundings, ModelChecker.Settings settings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
        this.settings = settings;
    }

    /**
     * What became of the models without a guard.
     *
     * @param noticed the first that found something
     */
    private record Dropped(Guard guard, Optional<CheckResult> noticed, Duration elapsed) {
        boolean isAsExpected() {
            return noticed.isPresent() != guard.redundant().isPresent();
        }

        String verdict() {
            String found = noticed.map(result -> result.model().name() + ": " + firstLine(result.finding())).orElse("nobody misses it");
            return isAsExpected() ? found : found + (noticed.isPresent() ? "; NOT REDUNDANT" : "; NOT EXPLAINED");
        }

        private static String firstLine(Finding finding) {
            return finding instanceof Finding.Failed failed ? "cannot be evaluated, " + failed.message().lines().findFirst().orElse("") : finding.text();
        }
    }

    /** @param models those to ask, of whatever spec */
    Ending run(String spec, List<Model> models) throws IOException {
        List<Dropped> results = new ArrayList<>();
        long start = System.nanoTime();
        try (Guarded<ModelChecker> checker = Guarded.of(console, ModelChecker.of(surroundings.specs(), settings))) {
            List<Model> smallestFirst = modelsOf(spec, models, checker.get());
            List<Guard> guards = checker.get().guards(smallestFirst.get(0).area(), spec);
            Table table = tableOf(guards);
            console.say(table.row(List.of("guard of", "without it", "time", "guard")));
            try (Crew crew = new Crew("guards", settings.workers()); ProgressLine line = ProgressLine.start(console, "guards", guards.size())) {
                List<Future<Dropped>> drops = guards.stream().map(guard -> crew.begin(() -> drop(checker.get(), guard, smallestFirst))).toList();
                for (int i = 0; i < drops.size(); i++) {
                    line.to(i, guards.get(i).name());
                    Dropped dropped = Crew.await(drops.get(i));
                    console.say(table.row(List.of(dropped.guard().name(), dropped.verdict(), Amount.seconds(dropped.elapsed()), dropped.guard().text())));
                    results.add(dropped);
                }
            }
        }
        return tell(spec, results, Duration.ofNanos(System.nanoTime() - start));
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

    private static Table tableOf(List<Guard> guards) {
        List<List<String>> widest = new ArrayList<>(List.of(List.of("guard of", " ".repeat(60), "999.9 s", "")));
        guards.forEach(guard -> widest.add(List.of(guard.name(), "", "", "")));
        return Table.fitting(widest);
    }

    private static Dropped drop(ModelChecker checker, Guard guard, List<Model> models) throws IOException {
        long start = System.nanoTime();
        Optional<CheckResult> noticed = Optional.empty();
        for (int i = 0; i < models.size() && noticed.isEmpty(); i++) {
            CheckResult result = checker.checkWithout(guard, models.get(i), MANIFOLD * states(models.get(i)) + FEW_STATES);
            boolean foundNothing = result.finding() instanceof Finding.Holds || result.finding() instanceof Finding.GaveUp;
            noticed = foundNothing ? Optional.empty() : Optional.of(result);
        }
        return new Dropped(guard, noticed, Duration.ofNanos(System.nanoTime() - start));
    }

    private static long states(Model model) {
        return model.expectation() instanceof Expectation.Holds holds ? holds.distinctStates().orElse(Long.MAX_VALUE / MANIFOLD / 2) : Long.MAX_VALUE / MANIFOLD / 2;
    }

    private Ending tell(String spec, List<Dropped> results, Duration elapsed) {
        List<Dropped> wrong = results.stream().filter(dropped -> !dropped.isAsExpected()).toList();
        long redundant = results.stream().filter(dropped -> dropped.isAsExpected() && dropped.noticed().isEmpty()).count();
        console.say(Amount.of(results.size(), "guard") + " of " + spec + ": " + (results.size() - wrong.size() - redundant) + " missed, " + redundant
                + " redundant as the spec says, " + wrong.size() + " not as expected; " + Amount.seconds(elapsed));
        return wrong.isEmpty() ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }
}
