package dev.tidemark.refinement;

import java.util.List;

/** Mistakes in the controller. */
final class ControllerBugs {
    private static final String CONTROLLER = "core.Controller";

    private ControllerBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("the leader epoch is not bumped", CONTROLLER, "decide",
                        Edit.replace("newLeader.equals(current.leader()) ? 0 : 1", "0"), Show.scenario("leader-failure-acks-all")),
                new PlantedBug("a leader is elected from outside the ISR", CONTROLLER, "fenceBroker",
                        Edit.replace("newIsr::contains", "without(state.unfenced(), r)::contains"), Show.story("lagging-heir")),
                new PlantedBug("a stale AlterPartition is accepted", CONTROLLER, "isUpToDate",
                        Edit.replace("m.partitionEpoch() == state.version()", "true"), Show.story("stale-proposal")),
                new PlantedBug("an ineligible replica is let into the ISR", CONTROLLER, "alterPartition",
                        Edit.replace("!isEligible(state, m)", "false"), Show.mixed(1, 2_000)),
                new PlantedBug("the broker epoch of a proposed member is not looked at", CONTROLLER, "isEligible",
                        Edit.replace("member.getValue().equals(state.registeredEpoch().get(member.getKey()))", "true"),
                        Show.story("late-proposal")),
                new PlantedBug("a broker that lost its page cache stays in the ISR", CONTROLLER, "register",
                        Edit.replace("pageCache == PageCache.LOST", "false"), Show.scenario("power-loss-unreplicated")),
                new PlantedBug("a broker that restarted keeps its broker epoch", CONTROLLER, "register",
                        Edit.replace("state.registeredEpoch().get(r) + 1", "state.registeredEpoch().get(r) + 0"), Show.scenario("min-isr")),
                new PlantedBug("the last member leaves the ISR when it is fenced", CONTROLLER, "fenceBroker",
                        Edit.replace("newIsr.isEmpty() && current.isr().contains(r) ? current.isr() : newIsr", "newIsr"),
                        Show.scenario("no-leader")),
                new PlantedBug("whoever comes back first leads a partition without a leader", CONTROLLER, "welcomeBack",
                        Edit.replace("leader.isEmpty() && newIsr.contains(r)", "leader.isEmpty()"), Show.scenario("no-leader")),
                new PlantedBug("a restarted controller has forgotten its first decision", "node.MetadataLog", "open",
                        Edit.replace("metadata.log.reader().records(0)", "metadata.log.reader().records(Math.min(1, metadata.log.logEndOffset()))"), Show.mixed(1, 2_000)));
    }
}
