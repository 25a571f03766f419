package dev.tidemark.refinement;

import java.util.List;

/** Mistakes of a follower, and of a broker that restarts. */
final class FollowerBugs {
    private static final String REPLICATION = "core.Replication";
    private static final String DIVERGING = "core.DivergingFetch";

    private FollowerBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("the leader's high watermark is taken beyond the own log", REPLICATION, "applyFetch",
                        Edit.replace("Math.min(m.highWatermark(), newEndOffset)", "m.highWatermark()"), Show.story("small-fetches")),
                new PlantedBug("a new follower cuts its log at the high watermark", DIVERGING, "becomeFollower",
                        Edit.replace("List.of()", "List.of(new Effect.TruncateLog(state.highWatermark()))"), Show.scenario("power-loss-before-flush")),
                new PlantedBug("a fetch names the leader's epoch instead of the last record's", REPLICATION, "fetchRequest",
                        Edit.replace("log.latestEpoch()", "state.role().leaderEpoch()"), Show.scenario("leader-failure-acks-all")),
                new PlantedBug("an epoch that the follower does not know is taken for its own (KIP-279)", DIVERGING, "truncateOnDivergence",
                        Edit.replace("own.leaderEpoch() == m.divergingEpoch()", "true"), Show.story("three-divergences")),
                new PlantedBug("answers to earlier questions are applied", REPLICATION, "answers",
                        Edit.replace("m.request().equals(fetchRequest(state, log))", "true"), Show.story("late-answer")),
                new PlantedBug("an old version of the partition is applied after a restart", REPLICATION, "completeRegistration",
                        Edit.replace("m.partitionEpoch() - 1", "0"), Show.scenario("min-isr")),
                new PlantedBug("the checkpointed high watermark is taken beyond the log", REPLICATION, "restart",
                        Edit.replace("Math.min(highWatermarkCheckpoint, log.endOffset())", "highWatermarkCheckpoint"), Show.story("checkpoint-above-log")),
                new PlantedBug("the checkpoint of the high watermark is one too high", REPLICATION, "checkpointHighWatermark",
                        Edit.replace("new Effect.CheckpointHighWatermark(state.highWatermark())",
                                "new Effect.CheckpointHighWatermark(state.highWatermark() + 1)"), Show.scenario("min-isr")));
    }
}
