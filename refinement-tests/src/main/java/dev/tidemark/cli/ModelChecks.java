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

/** Checks models, and shows it: a row of a table for each as soon as it is done, then what was not as expected, and the sum. */
final class ModelChecks {
    private final Surroundings surroundings;
    private final Console console;
    private final ModelChecker.Settings settings;

    ModelChecks(Surroundings surroundings, ModelChecker.Settings settings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
        this.settings = settings;
    }

    Ending run(List<Model> models) throws IOException {
        List<CheckResult> results = new ArrayList<>();
        Table table = tableOf(models);
        console.say(table.row(List.of("model", "expected", "found", "states", "time")));
        try (Guarded<ModelChecker> checker = Guarded.of(console, ModelChecker.of(surroundings.specs(), settings))) {
            for (Model model : models) {
                CheckResult result = check(checker.get(), model);
                console.say(table.row(row(result)));
                results.add(result);
            }
        }
        results.forEach(this::explain);
        List<CheckResult> wrong = results.stream().filter(result -> !result.isAsExpected()).toList();
        console.say(Amount.of(models.size(), "model") + ": " + (models.size() - wrong.size()) + " as expected, " + wrong.size() + " not; "
                + Amount.seconds(results.stream().map(CheckResult::elapsed).reduce(Duration.ZERO, Duration::plus)));
        return wrong.isEmpty() ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }

    private static Table tableOf(List<Model> models) {
        List<List<String>> widest = new ArrayList<>(List.of(List.of("model", "expected", "found", "999,999,999", "9,999.9 s", "")));
        models.forEach(model -> widest.add(List.of(model.name(), model.expectation().text(), model.expectation().text())));
        return Table.fitting(widest);
    }

    private CheckResult check(ModelChecker checker, Model model) throws IOException {
        long total = model.expectation() instanceof Expectation.Holds holds ? holds.distinctStates().orElse(0) : 0;
        long start = System.nanoTime();
        try (ProgressLine line = ProgressLine.start(console, model.name(), total)) {
            return checker.check(model, progress -> line.to(progress.distinct(), note(progress, Duration.ofNanos(System.nanoTime() - start))));
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
