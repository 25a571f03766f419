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
                        Edit.drop("segments.active().truncateTo(offset);"), Show.scenario("leader-failure-acks-all")),
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
                        Edit.drop("write(batches.slice(), checked);"), Show.scenario("min-isr")),
                new PlantedBug("recovery checks no CRC", "storage.Segment", "recover",
                        Edit.never("flaw.isPresent()"), Show.scenario("torn-tail")),
                new PlantedBug("damage below the recovery point is cut", "storage.LogRecovery", "cut",
                        Edit.never("damage.offset() < checkpointed.recoveryPoint()"), Show.scenario("damage-is-refused")),
                new PlantedBug("the recovery point moves without a flush", LOG, "flushBelow",
                        Edit.drop("segments.flush(recoveryPoint, offset);"), Show.scenario("flush-policies")),
                new PlantedBug("a truncation is not synced", "storage.Segment", "cut",
                        Edit.drop("log.sync();"), Show.scenario("truncation-survives-power-loss")),
                new PlantedBug("the checkpoint stays above a truncation of one log", "storage.LogDirectory", "lowerRecoveryPoint",
                        Edit.never("recoveryPoints.get(partition) > offset"), Show.scenario("truncation-survives-power-loss")),
                new PlantedBug("the deletion of a truncated segment is not durable", "storage.Segments", "deleteAfter",
                        Edit.drop("disk.syncDirectory(directory);"), Show.scenario("truncation-survives-power-loss")),
                new PlantedBug("a new segment's name is not durable", "storage.Segment", "create",
                        Edit.drop("disk.syncDirectory(directory);"), Show.scenario("rolling")),
                new PlantedBug("segments go before the log start moves", LOG, "deleteOldSegments",
                        Edit.drop("advanceLogStartOffset(Math.max(logStartOffset, segments.baseOffsetAfter(expired.get(expired.size() - 1))));"), Show.scenario("retention")),
                new PlantedBug("the clean-shutdown marker is removed without a sync", "storage.LogDirectory", "syncNames",
                        Edit.drop("disk.syncDirectory(\"\");"), Show.scenario("clean-shutdown")),
                new PlantedBug("the marker is written before the logs are flushed", LOG, "shutDown",
                        Edit.drop("segments.flush(recoveryPoint, Long.MAX_VALUE);"), Show.scenario("clean-shutdown")),
                new PlantedBug("a failed write is tried again", "storage.DirectoryHealth", "requireSound",
                        Edit.never("cause.isPresent()"), Show.scenario("no-space")),
                new PlantedBug("a fetch begins one batch too late", "storage.Segment", "fetch",
                        Edit.replace("new FileRegion(log, start.position(), (int) Math.max(0, Math.min(wanted, end - start.position())), start.baseOffset())",
                                "new FileRegion(log, start.position() + start.sizeInBytes(), (int) Math.max(0, Math.min(wanted, end - start.position() - start.sizeInBytes())), start.baseOffset() + 1)"),
                        Show.scenario("zero-copy")),
                new PlantedBug("a failed sync is tried again", "storage.DirectoryHealth", "requireSound",
                        Edit.never("cause.isPresent()"), Show.scenario("failed-sync")));
    }
}
