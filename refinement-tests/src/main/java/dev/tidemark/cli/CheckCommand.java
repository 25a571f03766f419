package dev.tidemark.cli;

import dev.tidemark.spec.check.Expectation;
import dev.tidemark.spec.check.Manifest;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.jar.JarFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark check}. */
@Command(name = "check", description = "Model-check the specs with TLC, and compare what it finds with the manifest: verdicts and numbers of states.")
final class CheckCommand implements Callable<Integer> {
    private final Surroundings surroundings;

    @Parameters(paramLabel = "MODEL", description = "The models to check; without, all quick ones.")
    private List<String> names = List.of();

    @Option(names = "--full", description = "Check all models, also those that take long.")
    private boolean full;

    @Option(names = "--workers", paramLabel = "N", description = "Threads of TLC, and quick models at a time; as many as there are processors unless told.")
    private Optional<Integer> workers = Optional.empty();

    @Option(names = "--list", description = "List the models, and check nothing.")
    private boolean list;

    @Option(names = "--guards", paramLabel = "SPEC", description = {"Drop each guard of a spec in turn: the models in which the spec holds must notice,",
        "the quick ones, with --full all; else the guard has to be called redundant in the spec."})
    private Optional<String> guards = Optional.empty();

    @Option(names = "--tla2tools", paramLabel = "JAR", description = "Another TLC, such as the newest tla2tools.jar.")
    private Optional<Path> tla2tools = Optional.empty();

    CheckCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() throws IOException {
        Manifest manifest = surroundings.specs().manifest();
        List<Model> models = chosen(manifest);
        if (list) {
            list(models);
            return Ending.AS_EXPECTED.exitCode();
        }
        return (guards.isPresent() ? new GuardChecks(surroundings, settings()).run(guards.get(), models) : new ModelChecks(surroundings, settings()).run(models)).exitCode();
    }

    private List<Model> chosen(Manifest manifest) {
        if (names.isEmpty()) {
            return manifest.models().stream().filter(model -> full || list || model.budget() == Model.BudgetClass.QUICK).toList();
        }
        List<Model> models = new ArrayList<>();
        for (String name : names) {
            models.add(manifest.named(name).orElseThrow(() -> new InputException("found no model " + name + ", expected one of "
                    + String.join(", ", manifest.models().stream().map(Model::name).toList()))));
        }
        return models.stream().distinct().toList();
    }

    private ModelChecker.Settings settings() {
        workers.filter(count -> count < 1).ifPresent(count -> {
            throw new InputException("--workers: found " + count + ", expected at least 1");
        });
        tla2tools.ifPresent(CheckCommand::requireTlc);
        return new ModelChecker.Settings(workers.orElse(Runtime.getRuntime().availableProcessors()), tla2tools);
    }

    private static void requireTlc(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.getEntry("tlc2/TLC.class") == null) {
                throw new InputException(jar + ": found a jar without tlc2.TLC, expected a tla2tools.jar");
            }
        } catch (IOException e) {
            throw new InputException(jar + ": cannot be read, expected a tla2tools.jar");
        }
    }

    private void list(List<Model> models) {
        List<List<String>> rows = new ArrayList<>(List.of(List.of("model", "budget", "expected", "states", "shows")));
        for (Model model : models) {
            rows.add(List.of(model.name(), model.budget().name().toLowerCase(Locale.ROOT), model.expectation().text(), states(model.expectation()), model.shows()));
        }
        Table table = Table.fitting(rows);
        rows.forEach(row -> surroundings.console().say(table.row(row)));
    }

    private static String states(Expectation expectation) {
        OptionalLong states = expectation instanceof Expectation.Holds holds ? holds.distinctStates() : OptionalLong.empty();
        return states.isPresent() ? String.format(Locale.ROOT, "%,d", states.getAsLong()) : "";
    }
}
