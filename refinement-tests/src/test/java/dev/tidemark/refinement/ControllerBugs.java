package dev.tidemark.refinement;

import java.util.List;
import java.util.stream.Stream;

/** Mistakes in the controller. */
final class ControllerBugs {
    private static final String CONTROLLER = "core.Controller";
    private static final String CHANGE = "core.PartitionChange";
    private static final String CHECKS = "core.AlterPartitionChecks";
    private static final String ADMINISTRATION = "core.Administration";

    private ControllerBugs() { }

    static List<PlantedBug> all() {
        return Stream.of(ofElections(), ofIsrChanges(), ofRegistrations(), ofAdministration()).flatMap(List::stream).toList();
    }

    private static List<PlantedBug> ofElections() {
        return List.of(
                new PlantedBug("the leader epoch is not bumped", CHANGE, "elect",
                        Edit.replace("newLeader.equals(before.leader()) ? 0 : 1", "0"), Show.scenario("leader-failure-acks-all")),
                new PlantedBug("a leader is elected from outside the ISR", CHANGE, "isValid",
                        Edit.replace("(newIsr.isEmpty() ? elr() : newIsr).contains(replica)", "true"), Show.story("lagging-heir")),
                new PlantedBug("the last member of the ISR is not eligible when it is fenced", CHANGE, "elr",
                        Edit.replace("union(before.elr(), before.isr())", "before.elr()"), Show.scenario("no-leader")),
                new PlantedBug("whoever comes back first leads a partition without a leader", CHANGE, "electable",
                        Edit.replace("!rules.uncleanElection()", "false"), Show.scenario("no-leader")),
                new PlantedBug("an unclean election is not counted as a loss", CHANGE, "elect",
                        Edit.replace("(isClean ? 0 : 1)", "0"), Show.scenario("unclean-election-on")),
                new PlantedBug("a leader after an unclean election counts as recovered", CHANGE, "elect",
                        Edit.replace("isClean ? before.recovery() : LeaderRecovery.RECOVERING", "before.recovery()"), Show.scenario("unclean-election-on")),
                new PlantedBug("a leader after an unclean election never recovers", CONTROLLER, "alterPartition",
                        Edit.replace("change.elect(Optional.of(m.leader())).recovered()", "change.elect(Optional.of(m.leader()))"),
                        Show.scenario("unclean-election-on")));
    }

    private static List<PlantedBug> ofIsrChanges() {
        return List.of(
                new PlantedBug("a stale AlterPartition is accepted", CHECKS, "of",
                        Edit.never("m.partitionEpoch() < state.version()"), Show.story("stale-proposal")),
                new PlantedBug("an ineligible replica is let into the ISR", CHECKS, "of",
                        Edit.replace("m.brokerEpochs().entrySet().stream().allMatch(member -> isEligible(state, member))", "true"), Show.story("late-proposal")),
                new PlantedBug("the broker epoch of a proposed member is not looked at", CHECKS, "isEligible",
                        Edit.replace("member.getValue().equals(state.registeredEpoch().get(member.getKey()))", "true"),
                        Show.story("late-proposal")));
    }

    private static List<PlantedBug> ofRegistrations() {
        return List.of(
                new PlantedBug("a broker that did not shut down in peace stays eligible", CONTROLLER, "register",
                        Edit.replace("m.previousBrokerEpoch() == state.registeredEpoch().get(r)", "true"), Show.scenario("power-loss-unreplicated")),
                new PlantedBug("a broker that restarted keeps its broker epoch", CONTROLLER, "register",
                        Edit.replace("state.registeredEpoch().get(r) + 1", "state.registeredEpoch().get(r) + 0"), Show.scenario("min-isr")),
                new PlantedBug("a broker shuts down as another than it was", "node.BrokerNode", "stop",
                        Edit.replace("membership.brokerEpoch()", "membership.brokerEpoch() + 1"), Show.scenario("controlled-shutdown")),
                new PlantedBug("the clean-shutdown file stays when the broker starts", "storage.CleanShutdown", "remove",
                        Edit.never("disk.exists(FILE_NAME)"), Show.scenario("controlled-shutdown")),
                new PlantedBug("a restarted controller has forgotten its first decision", "node.MetadataLog", "open",
                        Edit.replace("metadata.log.reader().records(0)", "metadata.log.reader().records(Math.min(1, metadata.log.logEndOffset()))"), Show.mixed(6, 2_000)));
    }

    private static List<PlantedBug> ofAdministration() {
        return List.of(
                new PlantedBug("a preferred leader is elected though it is not in sync", ADMINISTRATION, "electPreferredLeader",
                        Edit.never("!change.isValid(newLeader, state.unfenced())"), Show.scenario("preferred-leader")),
                new PlantedBug("a move is complete before the new replicas are in sync", ADMINISTRATION, "completeReassignment",
                        Edit.replace("current.isr().containsAll(target)", "true"), Show.scenario("reassignment")),
                new PlantedBug("the leader epoch stays when a replica goes", "core.PartitionVersion", "withReplicas",
                        Edit.replace("newReplicas.containsAll(replicas) ? 0 : 1", "0"), Show.scenario("reassignment")),
                new PlantedBug("a replica that is removed keeps its log", "core.Replication", "stopReplica",
                        Edit.replace("List.of(new Effect.DeleteLog())", "List.of()"), Show.scenario("reassignment")));
    }
}
