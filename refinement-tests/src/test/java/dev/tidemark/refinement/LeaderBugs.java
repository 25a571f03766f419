package dev.tidemark.refinement;

import java.util.List;

/** Mistakes of a leader. */
final class LeaderBugs {
    private static final String REPLICATION = "core.Replication";
    private static final String FENCED = "core.FencedReplication";

    private LeaderBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("the epoch of a fetch is not checked", FENCED, "answerFetch",
                        Edit.never("m.leaderEpoch() != state.role().leaderEpoch()"), Show.story("leader-hears-last")),
                new PlantedBug("the broker epoch of a fetch is not checked", REPLICATION, "answer",
                        Edit.never("m.brokerEpoch() < state.leadership().followers().get(m.follower()).brokerEpoch()"), Show.story("late-fetch")),
                new PlantedBug("a fetch that diverges is answered with data", "core.DivergingFetch", "respondToFetch",
                        Edit.never("diverges(log, m)"), Show.scenario("leader-failure-acks-all")),
                new PlantedBug("the high watermark advances before the ISR has the records", REPLICATION, "advanceHighWatermark",
                        Edit.replace("!member.equals(state.broker())", "false"), Show.scenario("slow-follower")),
                new PlantedBug("the high watermark advances below the minimum ISR", REPLICATION, "advanceHighWatermark",
                        Edit.never("state.leadership().isr().size() < state.minIsr()"), Show.scenario("min-isr")),
                new PlantedBug("members that are proposed do not count", REPLICATION, "maximalIsr",
                        Edit.drop("state.leadership().proposal().ifPresent(proposal -> members.addAll(proposal.isr()));"), Show.story("late-proposal")),
                new PlantedBug("acks=all is answered at once", REPLICATION, "acknowledge",
                        Edit.never("request.acks() == Acks.ALL && state.highWatermark() < request.endOffset()"), Show.scenario("slow-follower")),
                new PlantedBug("min.insync.replicas is ignored on append", REPLICATION, "appendRecords",
                        Edit.never("acks == Acks.ALL && state.leadership().isr().size() < state.minIsr()"), Show.scenario("min-isr")),
                new PlantedBug("the epoch cache is not assigned on leadership", REPLICATION, "becomeLeader",
                        Edit.replace("List.of(new AssignEpoch(record.leaderEpoch()))", "List.of()"), Show.scenario("leader-failure-acks-one")),
                new PlantedBug("pending produce is kept across a change of role", REPLICATION, "takeRole",
                        Edit.replace("Leadership.none(state.replicas())", "new Leadership(PartitionVersion.sorted(List.of()), Optional.empty(),"
                                + " Leadership.none(state.replicas()).followers(), state.leadership().pendingProduce())"), Show.story("deposed-leader")),
                new PlantedBug("a follower joins the ISR before it has caught up", REPLICATION, "expandIsr",
                        Edit.never("endOffset < state.highWatermark() || endOffset < log.latestEpochStart()"), Show.scenario("slow-follower")),
                new PlantedBug("a shrunk ISR counts before the controller has agreed", REPLICATION, "proposeIsr",
                        Edit.replace("state.leadership().withProposal(Optional.of(request))",
                                "state.leadership().withIsr(newIsr).withProposal(Optional.of(request))"), Show.scenario("slow-follower")),
                new PlantedBug("the record is acknowledged under the offset behind it", "node.PartitionReplica", "promises",
                        Edit.replace("request.baseOffset()", "(request.baseOffset() + 0)").then(
                                Edit.replace("Map.of(\"offset\", offset, \"record\", record, \"acks\", request.acks().setting(), \"losses\", (long) state.role().losses())",
                                        "Map.of(\"offset\", offset + 1, \"record\", record, \"acks\", request.acks().setting(), \"losses\", (long) state.role().losses())")),
                        Show.scenario("min-isr")));
    }
}
