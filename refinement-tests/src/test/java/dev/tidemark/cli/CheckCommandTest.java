package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckCommandTest {
    @Test
    void quickModelsAreCheckedUnlessTold() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--workers", 1);
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out().lines()).hasSize(6);
        assertThat(run.out()).contains("4 models: 4 as expected, 0 not").doesNotContain("liveness-violated");
        assertThat(run.err()).as("progress in a pipe").isEmpty();
    }

    @Test
    void anotherNumberOfStatesIsNotAsExpected() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "wrong-count");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("NOT AS EXPECTED", "wrong-count: found 6 distinct states, expected 7");
    }

    @Test
    void anUnexpectedViolationIsShown() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "should-hold");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("found VIOLATES RefinesCounting, expected HOLDS", "  5  Skip (Skipping.tla:14)", "count = 5");
    }

    @Test
    void aModelThatDoesNotParseSaysWhy() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "does-not-parse");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("FAILED", "Unknown operator: `nowhere'", "of module MCBroken");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "nonsense|found no model nonsense, expected one of holds, invariant-violated",
        "holds --workers 0|--workers: found 0, expected at least 1",
        "holds --workers many|'many'",
        "holds --tla2tools nowhere.jar|nowhere.jar: cannot be read, expected a tla2tools.jar",
        "--guards Nowhere holds|--guards: found no model in which Nowhere holds, expected one of the specs Skipping",
        "--nonsense|--nonsense"})
    void wrongUsageIsOneLine(String args, String complaint) {
        CommandLineRun run = CommandLineRun.withTinyModels((Object[]) ("check " + args).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains(complaint);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aGuardIsMissedOrCalledRedundant() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--guards", "Skipping", "bounded");
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("Count (Skipping:10)   bounded: VIOLATES BoundedInv", "Skip (Skipping:14)    nobody misses it",
                "3 guards of Skipping: 2 missed, 1 of them only to evaluate something, 1 redundant as the spec says, 0 not as expected");
    }

    @Test
    void whatHasNoValueWithoutAGuardIsTold() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--guards", "Skipping", "holds", "bounded");
        assertThat(run.out().lines().filter(line -> line.startsWith("Divide")).toList()).as("told once, by the first model")
                .singleElement().asString().startsWith("Divide (Skipping:19)  holds: cannot be evaluated, ");
    }

    @Test
    void whatAModelNoticesIsToldBeforeTheNext() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--guards", "Skipping", "bounded", "wrong-count");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out().lines().toList()).as("the second model tells nothing, and ends it").hasSize(3)
                .anySatisfy(line -> assertThat(line).startsWith("Count (Skipping:10)   bounded: VIOLATES BoundedInv"))
                .last().asString().startsWith("wrong-count with all guards");
    }

    @Test
    void aGuardThatNobodyMissesHasToBeExplained() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--guards", "Skipping", "holds");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("Count (Skipping:10)   nobody misses it; NOT EXPLAINED");
    }

    @Test
    void aModelThatIsNotAsExpectedTellsNothingOfGuards() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--guards", "Skipping", "wrong-count");
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).contains("wrong-count with all guards: found HOLDS in 6 states, expected HOLDS in 7");
    }

    @Test
    void aFileThatIsNoJarIsRefused(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("tla2tools.jar"), "no jar");
        assertThat(CommandLineRun.withTinyModels("check", "holds", "--tla2tools", file).exitCode()).isEqualTo(2);
    }

    @Test
    void theListNamesEveryModel() {
        CommandLineRun run = CommandLineRun.withTinyModels("check", "--list");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(14);
        assertThat(run.out()).contains("VIOLATES RefinesCounting", "for tests: deadlock");
    }
}
