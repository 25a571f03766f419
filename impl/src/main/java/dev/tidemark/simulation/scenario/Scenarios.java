package dev.tidemark.simulation.scenario;

import dev.tidemark.simulation.ClusterScenario;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.compaction.CompactionScenarios;
import dev.tidemark.simulation.log.IndexScenarios;
import dev.tidemark.simulation.log.LogScenarios;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All scenarios. */
public final class Scenarios {
    private Scenarios() { }

    public static List<Scenario> all() {
        return Stream.<List<? extends Scenario>>of(ofClusters(), LogScenarios.all(), IndexScenarios.all(), CompactionScenarios.all())
                .<Scenario>flatMap(List::stream).toList();
    }

    public static List<ClusterScenario> ofClusters() {
        return Stream.concat(ofReplication().stream(), Idempotence.all().stream()).toList();
    }

    private static List<ClusterScenario> ofReplication() {
        return List.of(
                LeaderFailure.withAcksAll(),
                LeaderFailure.withAcksOne(),
                SlowFollower.scenario(),
                NoLeader.scenario(),
                MinIsr.scenario(),
                UncleanElection.off(),
                UncleanElection.on(),
                ControlledShutdown.scenario(),
                EligibleLeader.scenario(),
                PreferredLeader.scenario(),
                Reassignment.scenario(),
                PowerLossBeforeFlush.scenario(),
                PowerLossUnreplicated.scenario(),
                FireAndForget.scenario(),
                DeliveryTimeout.scenario(),
                Batching.scenario(),
                InFlightOrder.withFive(),
                InFlightOrder.withOne(),
                OffsetReset.scenario(),
                DelayedFetch.scenario(),
                ConsumerTruncation.scenario(),
                TruncationLosesData.scenario(),
                FastLeaderChanges.scenario(),
                LateLeadership.withoutEpochs(),
                LateLeadership.withComparedLogs());
    }

    public static Optional<Scenario> named(String name) {
        return all().stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
