package dev.tidemark.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SoakCommandTest {
    @Test
    void everySeedIsRunAndJudgedAndWhatWasCoveredIsTold() {
        CommandLineRun run = CommandLineRun.of("soak", "--seeds", "1..6", "--steps", 200);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("6 runs of mixed under everything, ", " events/s", "actions of FencedReplication: ");
    }

    @Test
    void aLogIsRunAndJudgedAsWell() {
        CommandLineRun run = CommandLineRun.of("soak", "--workload", "log", "--seeds", "1..6", "--steps", 200);
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        assertThat(run.out()).contains("6 runs of log under everything, ", "actions of SegmentedLog: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "--workload mixed|--seeds",
        "--seeds 5..1|found 5..1, expected the last seed not before the first",
        "--seeds many|found many, expected seeds such as 1..2000",
        "--seeds 1..2 --steps 0|--steps 0: expected at least 1",
        "--seeds 1..2 --minutes 0|--minutes 0: expected at least 1",
        "--seeds 1..2 --workload nonsense|found no workload nonsense, expected one of mixed, ",
        "--seeds 1..2 --workload log --faults clocks|found no fault plan that goes with workload log and is called clocks, expected one of everything, ",
        "--seeds 1..2 --faults nonsense|found no fault plan nonsense, expected one of everything, "})
    void wrongUsageIsOneLine(String args, String complaint) {
        CommandLineRun run = CommandLineRun.of((Object[]) ("soak " + args).split(" "));
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.complaints()).singleElement().asString().contains(complaint);
        assertThat(run.out()).isEmpty();
    }
}
