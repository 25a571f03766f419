package dev.tidemark.spec.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real runs of TLC on a spec that counts; the models are described in {@code check-library/models.json}. */
final class ModelCheckerTest {
    private static final SpecLibrary LIBRARY = SpecLibrary.at(Path.of("src/test/resources/check-library"));
    private static final ModelChecker.Settings SETTINGS = new ModelChecker.Settings(1, Optional.empty());

    @ParameterizedTest
    @CsvSource({"holds,HOLDS", "invariant-violated,VIOLATES SmallInv", "refinement-violated,VIOLATES RefinesCounting", "deadlock,VIOLATES Deadlock",
            "liveness-violated,VIOLATES EndsProp"})
    void whatTheManifestExpectsIsFound(String name, String finding) throws IOException {
        CheckResult result = check(name);
        assertThat(result.finding().text()).isEqualTo(finding);
        assertThat(result.disagreement()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "wrong-count|found 6 distinct states, expected 7",
        "wrong-length|found 5 states in the counterexample, expected 4",
        "should-hold|found VIOLATES RefinesCounting, expected HOLDS",
        "should-be-violated|found HOLDS, expected VIOLATES SmallInv",
        "does-not-parse|found FAILED, expected HOLDS"})
    void anotherFindingIsToldWithWhatWasExpected(String name, String disagreement) throws IOException {
        assertThat(check(name).disagreement()).contains(name + ": " + disagreement);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "does-not-parse|Unknown operator: `nowhere'",
        "not-evaluable|Skipping",
        "no-config|found no Nowhere.cfg, expected it in counting/models"})
    void aModelThatCannotBeCheckedSaysWhy(String name, String reason) throws IOException {
        assertThat(check(name).finding()).isInstanceOfSatisfying(Finding.Failed.class, failed -> assertThat(failed.message()).contains(reason));
    }

    @Test
    void aCounterexampleShowsActionsAndWhatTheyChanged() throws IOException {
        Finding.Violates violates = (Finding.Violates) check("refinement-violated").finding();
        assertThat(violates.counterexample().text()).containsExactly(
                "  1  Initial predicate",
                "       seen = [odd |-> {}, last |-> 0]",
                "       count = 0",
                "  2  Count (Skipping.tla:10)",
                "       count = 1",
                "  3  Count (Skipping.tla:10)",
                "       seen[odd] gains 1",
                "       seen[last] = 1",
                "       count = 2",
                "  4  Count (Skipping.tla:10)",
                "       seen[last] = 2",
                "       count = 3",
                "  5  Skip (Skipping.tla:14)",
                "       count = 5");
    }

    @Test
    void aCounterexampleOfALivenessPropertySaysHowItGoesOn() throws IOException {
        Finding.Violates violates = (Finding.Violates) check("liveness-violated").finding();
        assertThat(violates.counterexample().end()).isEqualTo("Stuttering");
    }

    @Test
    void closingEndsTlcAndLeavesNothing() throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> before = checkFolders(temporary);
        ModelChecker checker = ModelChecker.of(LIBRARY, SETTINGS);
        List<Throwable> failures = new ArrayList<>();
        Thread checking = new Thread(() -> {
            try {
                checker.check(LIBRARY.manifest().named("holds").orElseThrow(), 1, progress -> { });
            } catch (IOException | CancellationException e) {
                failures.add(e);
            }
        });
        checking.start();
        Thread.sleep(300);
        checker.close();
        checking.join();
        assertThat(failures).singleElement().isInstanceOf(CancellationException.class);
        assertThat(checkFolders(temporary)).isEqualTo(before);
    }

    @Test
    void everyModelOfTheManifestHasItsFiles() throws IOException {
        for (Model model : SpecLibrary.ofTidemark().manifest().models()) {
            Path models = SpecLibrary.codeSource().resolve("tla").resolve(model.area()).resolve("models");
            assertThat(models.resolve(model.module() + ".tla")).as(model.name()).exists();
            assertThat(models.resolve(model.config())).as(model.name()).exists();
        }
    }

    @Test
    void aManifestWithAnUnknownFieldIsRefused(@TempDir Path directory) throws IOException {
        Files.writeString(directory.resolve("models.json"), "{\"models\": [{\"name\": \"a\", \"states\": 3}]}");
        assertThatThrownBy(() -> SpecLibrary.at(directory).manifest()).hasMessageContaining("not states");
    }

    private static CheckResult check(String name) throws IOException {
        try (ModelChecker checker = ModelChecker.of(LIBRARY, SETTINGS)) {
            return checker.check(LIBRARY.manifest().named(name).orElseThrow(), 1, progress -> { });
        }
    }

    private static List<Path> checkFolders(Path temporary) throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            return files.filter(file -> file.getFileName().toString().startsWith("tidemark-check")).sorted().toList();
        }
    }
}
