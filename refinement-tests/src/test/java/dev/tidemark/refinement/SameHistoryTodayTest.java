package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.FencedReplication;
import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Today's protocol in the history that refutes an earlier one: the loss that is waited for does not come, and its spec accepts the trace. */
final class SameHistoryTodayTest {
    @TempDir
    private Path data;

    static Stream<String> refuted() {
        return Scenarios.ofClusters().stream().filter(scenario -> !scenario.plan().protocol().spec().equals("FencedReplication")).map(ClusterScenario::name);
    }

    @ParameterizedTest
    @MethodSource("refuted")
    void nothingIsLost(String name) throws IOException {
        ClusterScenario old = Scenarios.ofClusters().stream().filter(scenario -> scenario.name().equals(name)).findFirst().orElseThrow();
        ClusterScenario today = ClusterScenario.accepted(old.name(), old.concept(), old.summary(), old.plan().withProtocol(new FencedReplication()), old.story());
        ByteArrayOutputStream trace = new ByteArrayOutputStream();

        assertThatThrownBy(() -> today.play(1, data, trace, told -> { })).as("the story of %s goes no further", name)
                .isInstanceOf(IllegalStateException.class).hasMessageContaining("expected");
        judge(name, trace.toByteArray()).forEach(report -> assertThat(report.isAsExpected()).as(report.text()).isTrue());
    }

    private static List<ScopeReport> judge(String name, byte[] trace) throws IOException {
        try (Replayer replayer = new Replayer()) {
            return replayer.replay(name, trace, Replayer.DEFAULT_BUDGET);
        }
    }
}
