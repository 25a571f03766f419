package dev.tidemark.spec.replay;

import dev.tidemark.traces.SpecInstance;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Random walks through the replication specs that get somewhere: they write and fetch more often than they crash. */
final class Walks {
    private static final int OFTEN = 200;
    private static final int RARELY = 20;
    private static final Map<String, Integer> WEIGHTS = Map.ofEntries(
            Map.entry("SendFetch", OFTEN), Map.entry("AnswerFetch", OFTEN), Map.entry("ApplyFetch", OFTEN),
            Map.entry("AdvanceHighWatermark", OFTEN), Map.entry("Acknowledge", OFTEN), Map.entry("BecomeLeader", OFTEN),
            Map.entry("BecomeFollower", OFTEN), Map.entry("LearnIsr", OFTEN), Map.entry("ExpandIsr", OFTEN),
            Map.entry("AlterPartition", OFTEN), Map.entry("Register", OFTEN), Map.entry("Restart", OFTEN),
            Map.entry("SendRegistration", RARELY), Map.entry("CompleteRegistration", OFTEN), Map.entry("UnfenceBroker", OFTEN), Map.entry("TruncateOnDivergence", OFTEN),
            Map.entry("AnswerDivergingFetch", OFTEN), Map.entry("RefuseFetch", OFTEN), Map.entry("RefuseStaleAlterPartition", OFTEN),
            Map.entry("RefuseIneligibleReplica", OFTEN), Map.entry("WithdrawProposal", OFTEN), Map.entry("RetryAlterPartition", RARELY),
            Map.entry("AppendRecords", 3 * RARELY), Map.entry("Drop", RARELY), Map.entry("Flush", RARELY),
            Map.entry("CheckpointRecoveryPoint", RARELY), Map.entry("CheckpointHighWatermark", RARELY));

    private Walks() { }

    static SpecInstance instance(String spec) {
        return SpecInstance.accepted("orders-0", spec, Map.of("Replicas", List.of("b1", "b2", "b3"), "Acks", List.of("0", "1", "all"),
                "MinIsr", 2L, "UncleanElection", false, "None", "none"));
    }

    static WalkPlan plan(String spec, long seed, int steps) {
        return new WalkPlan(instance(spec), seed, steps, WEIGHTS, 1);
    }

    /** A walk on which records get lost if the protocol lets them: sessions expire all the time, and nobody moves or crashes. */
    static WalkPlan losing(String spec, long seed, int steps) {
        Map<String, Integer> weights = new HashMap<>(WEIGHTS);
        weights.putAll(Map.of("FenceBroker", 5 * RARELY, "AppendRecords", OFTEN));
        return new WalkPlan(instance(spec), seed, steps, weights, 1);
    }

    /** A walk on which most steps are those of a cluster at work. */
    static WalkPlan steady(String spec, long seed, int steps) {
        Map<String, Integer> weights = new HashMap<>();
        WEIGHTS.forEach((action, weight) -> weights.put(action, weight * 20));
        return new WalkPlan(instance(spec), seed, steps, weights, 1);
    }
}
