package dev.tidemark.cli;

import dev.tidemark.spec.check.CheckResult;
import dev.tidemark.spec.check.Expectation;
import dev.tidemark.spec.check.Finding;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import dev.tidemark.spec.check.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Checks models, and shows it: a row of a table for each, in their order, then what was not as expected, and the sum. Quick models spend more
 * time on starting than on states: as many are checked at once as there are workers, with one for each. The others come after them, one by one.
 */
final class ModelChecks {
    /** From so many models on it is worth it that the first makes the start of the others faster. */
    private static final int MANY = 8;

    private final Surroundings surroundings;
    private final Console console;
    private final ModelChecker.Settings settings;

    ModelChecks(Surroundings surroundings, ModelChecker.Settings settings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
        this.settings = settings;
    }

    Ending run(List<Model> models) throws IOException {
        long start = System.nanoTime();
        List<CheckResult> results = new ArrayList<>();
        Table table = tableOf(models);
        console.say(table.row(List.of("model", "expected", "found", "states", "time")));
        Consumer<CheckResult> done = result -> {
            console.say(table.row(row(result)));
            results.add(result);
        };
        try (Guarded<ModelChecker> checker = Guarded.of(console, ModelChecker.of(surroundings.specs(), settings))) {
            List<Model> quick = models.stream().filter(model -> model.budget() == Model.BudgetClass.QUICK).toList();
            List<Model> together = quick.size() > 1 ? quick : List.of();
            checkTogether(checker.get(), together, done);
            for (Model model : models.stream().filter(model -> !together.contains(model)).toList()) {
                done.accept(checkAlone(checker.get(), model));
            }
        }
        results.forEach(this::explain);
        List<CheckResult> wrong = results.stream().filter(result -> !result.isAsExpected()).toList();
        console.say(Amount.of(models.size(), "model") + ": " + (models.size() - wrong.size()) + " as expected, " + wrong.size() + " not; "
                + Amount.seconds(Duration.ofNanos(System.nanoTime() - start)));
        return wrong.isEmpty() ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }

    private static Table tableOf(List<Model> models) {
        List<List<String>> widest = new ArrayList<>(List.of(List.of("model", "expected", "found", "999,999,999", "9,999.9 s", "")));
        models.forEach(model -> widest.add(List.of(model.name(), model.expectation().text(), model.expectation().text())));
        return Table.fitting(widest);
    }

    private void checkTogether(ModelChecker checker, List<Model> models, Consumer<CheckResult> done) throws IOException {
        try (Crew crew = new Crew("check", settings.workers()); ProgressLine line = ProgressLine.start(console, "models", models.size())) {
            int first = models.size() < MANY ? 0 : 1;
            for (Model model : models.subList(0, first)) {
                done.accept(checker.checkFirst(model));
            }
            List<Future<CheckResult>> checks = new ArrayList<>();
            for (Model model : models.subList(first, models.size())) {
                checks.add(crew.begin(() -> checker.check(model, 1, progress -> { })));
            }
            for (int i = first; i < models.size(); i++) {
                line.to(i, models.get(i).name());
                done.accept(Crew.await(checks.get(i - first)));
            }
        }
    }

    private CheckResult checkAlone(ModelChecker checker, Model model) throws IOException {
        long total = model.expectation() instanceof Expectation.Holds holds ? holds.distinctStates().orElse(0) : 0;
        long start = System.nanoTime();
        try (ProgressLine line = ProgressLine.start(console, model.name(), total)) {
            return checker.check(model, settings.workers(), progress -> line.to(progress.distinct(), note(progress, Duration.ofNanos(System.nanoTime() - start))));
        }
    }

    private static String note(Progress progress, Duration elapsed) {
        return Amount.rate(progress.generated(), "state", elapsed) + String.format(Locale.ROOT, ", %,d distinct, queue %,d", progress.distinct(), progress.queued());
    }

    private static List<String> row(CheckResult result) {
        List<String> cells = new ArrayList<>(List.of(result.model().name(), result.model().expectation().text(), result.finding().text(),
                String.format(Locale.ROOT, "%,d", result.counts().distinct()), Amount.seconds(result.elapsed())));
        if (!result.isAsExpected()) {
            cells.add("NOT AS EXPECTED");
        }
        return cells;
    }

    private void explain(CheckResult result) {
        result.disagreement().ifPresent(disagreement -> {
            console.say("");
            console.say(disagreement);
            if (result.finding() instanceof Finding.Violates violates) {
                violates.counterexample().text().forEach(line -> console.say("  " + line));
            } else if (result.finding() instanceof Finding.Failed failed) {
                failed.message().lines().forEach(line -> console.say("  " + line));
            }
            console.say("");
        });
    }
}
