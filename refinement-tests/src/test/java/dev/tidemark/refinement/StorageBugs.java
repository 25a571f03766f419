package dev.tidemark.refinement;

import java.util.List;

/** Mistakes about files. */
final class StorageBugs {
    private static final String LOG = "storage.PartitionLog";

    private static final String RETURN_LOG =
            "return new PartitionLog(directory, config, health, segments, epochs, producers, logStartOffset, flushed);";

    private StorageBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("the tail is kept on truncation", LOG, "truncateTo",
                        Edit.drop("active().truncateTo(offset);"), Show.scenario("leader-failure-acks-all")),
                new PlantedBug("epochs are kept on truncation", "storage.LeaderEpochCache", "truncateFromEnd",
                        Edit.insertFirst("if (true) { return; }"), Show.story("three-divergences")),
                new PlantedBug("the recovery point is checkpointed without a flush", "core.Replication", "checkpointRecoveryPoint",
                        Edit.replace("log.flushedOffset()", "log.endOffset()"), Show.mixed(1, 150)),
                new PlantedBug("the checkpoint of the recovery point stays above a truncation", "node.PartitionReplica", "truncate",
                        Edit.never("ports.recoveryPoints().get(partition) > endOffset"), Show.story("flushed-tail")),
                new PlantedBug("a flush does not reach the platter", "storage.Segment", "flush",
                        Edit.insertFirst("if (true) { return; }"), Show.story("power-loss-after-flush")),
                new PlantedBug("recovery drops flushed records", "storage.LogLoading", "load",
                        Edit.insertBefore(RETURN_LOG, "segments.active().truncateTo(Math.max(0, flushed - 1));"), Show.scenario("power-loss-before-flush")),
                new PlantedBug("recovery drops whatever was not flushed", "storage.LogLoading", "load",
                        Edit.insertBefore(RETURN_LOG, "segments.active().truncateTo(flushed);"), Show.scenario("leader-failure-acks-one")),
                new PlantedBug("a follower does not write what it fetched", LOG, "appendAsFollower",
                        Edit.drop("write(batches.slice(), checked);"), Show.scenario("min-isr")));
    }
}
