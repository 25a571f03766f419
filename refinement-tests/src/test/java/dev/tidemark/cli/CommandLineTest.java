package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
    @Test
    void withoutACommandTheCommandsAreNamed() {
        CommandLineRun run = CommandLineRun.of();
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains("demo, check, simulate, scenarios, replay, soak, dump").contains("--help");
    }

    @Test
    void aMistypedCommandIsRecognized() {
        CommandLineRun run = CommandLineRun.of("replai", "x");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains("replay");
    }

    @ParameterizedTest
    @ValueSource(strings = {"demo", "check", "simulate", "scenarios", "replay", "dump"})
    void everyCommandHasHelp(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("Usage: tidemark " + command).contains("Exit codes:", "3    inconclusive");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void theVersionIsTold() {
        CommandLineRun run = CommandLineRun.of("--version");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).startsWith("tidemark ").doesNotContain("${");
    }

    @Test
    void scenariosWorkloadsAndFaultPlansAreListed() {
        CommandLineRun run = CommandLineRun.of("scenarios");
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("  leader-failure-acks-all ", "  mixed ", "  everything ", "  log ", "faults that go with log\n");
    }

    @Test
    void theWorstEndingCounts() {
        assertThat(Ending.AS_EXPECTED.or(Ending.INCONCLUSIVE)).isEqualTo(Ending.INCONCLUSIVE);
        assertThat(Ending.NOT_AS_EXPECTED.or(Ending.INCONCLUSIVE)).isEqualTo(Ending.NOT_AS_EXPECTED);
        assertThat(Ending.NOT_AS_EXPECTED.or(Ending.UNREADABLE)).isEqualTo(Ending.UNREADABLE);
    }
}
