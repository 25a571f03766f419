package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DemoCommandTest {
    @Test
    void theTourEndsWell() {
        CommandLineRun run = CommandLineRun.of("demo");
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("1 model: 1 as expected", "M1 and M2 are committed", "CRC ok", "ACCEPTED (as expected)", "REJECTED (as expected)",
                "In plain words", "Where to go from here");
    }
}
