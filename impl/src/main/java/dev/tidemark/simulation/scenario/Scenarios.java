package dev.tidemark.simulation.scenario;

import dev.tidemark.simulation.Scenario;
import java.util.List;
import java.util.Optional;

/** All scenarios. */
public final class Scenarios {
    private Scenarios() { }

    public static List<Scenario> all() {
        return List.of(
                LeaderFailure.withAcksAll(),
                LeaderFailure.withAcksOne(),
                SlowFollower.scenario(),
                NoLeader.scenario(),
                MinIsr.scenario(),
                PowerLossBeforeFlush.scenario(),
                PowerLossUnreplicated.scenario(),
                TruncationLosesData.scenario(),
                FastLeaderChanges.scenario(),
                LateLeadership.withoutEpochs(),
                LateLeadership.withComparedLogs());
    }

    public static Optional<Scenario> named(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
