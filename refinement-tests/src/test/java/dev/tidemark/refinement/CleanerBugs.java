package dev.tidemark.refinement;

import java.util.List;

/** Mistakes about compaction. */
final class CleanerBugs {
    private static final String FILTER = "storage.cleaner.BatchFilter";
    private static final String ROUND = "storage.cleaner.CleaningRound";
    private static final String RANGE = "storage.cleaner.DirtyRange";

    private CleanerBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("a tombstone goes in the first pass", FILTER, "isRetained",
                        Edit.replace("keepsTombstones", "false"), Show.scenario("tombstone")),
                new PlantedBug("a tombstone never goes", FILTER, "hasExpired",
                        Edit.insertFirst("if (true) { return false; }"), Show.scenario("tombstone")),
                new PlantedBug("a marker goes at once", FILTER, "filter",
                        Edit.replace("isNeedless && (!header.isControl() || hasExpired(header) || header.recordCount() == 0)", "isNeedless || header.isControl()"),
                        Show.scenario("compacted-transactions")),
                new PlantedBug("a marker goes without a horizon", FILTER, "filter",
                        Edit.replace("isNeedless && (!header.isControl() || hasExpired(header) || header.recordCount() == 0)", "isNeedless"),
                        Show.scenario("compacted-transactions")),
                new PlantedBug("a marker goes whose key is that of a newer record", FILTER, "retain",
                        Edit.never("header.isControl()"), Show.scenario("key-of-a-marker")),
                new PlantedBug("behind a full map nobody asks what was aborted", ROUND, "beginRewriting",
                        Edit.replace("abortedTransactions()", "log.producers().abortedTransactions(segments.get(0).baseOffset(), endOffset)"),
                        Show.scenario("aborted-behind-the-map")),
                new PlantedBug("a horizon is set behind a full map", FILTER, "needsHorizon",
                        Edit.replace("header.lastOffset() < endOffset", "true"), Show.scenario("aborted-behind-the-map")),
                new PlantedBug("between two groups transactions are forgotten", ROUND, "rewrite",
                        Edit.insertFirst("if (rewrite == null) { filter = new BatchFilter(map, range.startOffset(), mapping.endOffset(), "
                                + "new CleanedTransactions(abortedTransactions()), lastOfProducers(log), startMs, log.config().deleteRetentionMs()); }"),
                        Show.scenario("transaction-across-groups")),
                new PlantedBug("the last batch of a producer goes", FILTER, "isKeptEmpty",
                        Edit.insertFirst("if (true) { return header.endOffset() == endOffset; }"), Show.scenario("compacted-transactions")),
                new PlantedBug("the active segment is cleaned", RANGE, "of",
                        Edit.insertBefore("long clean = 0;", "end = log.logEndOffset();"), Show.scenario("compaction")),
                new PlantedBug("the cleaner passes the last stable offset", RANGE, "of",
                        Edit.replace("log.decidedBelow(recoveryPoint)", "Math.min(log.highWatermark(), recoveryPoint)"), Show.scenario("last-stable-offset")),
                new PlantedBug("a restart forgets what began below the log start", "storage.LogLoading", "load",
                        Edit.replace("segments.baseOffsets()", "segments.baseOffsets().stream().filter(base -> base >= logStartOffset).toList()"),
                        Show.scenario("open-below-the-log-start")),
                new PlantedBug("a start reads what is not flushed, and no snapshot", "storage.producer.LogProducers", "reload",
                        Edit.replace("snapshots.load(segments.first(), Math.min(fromOffset, settledOffset))", "new ProducerStates(Math.min(fromOffset, settledOffset))"),
                        Show.scenario("open-below-the-log-start")),
                new PlantedBug("what is open is forgotten with its segments", "storage.producer.LogProducers", "deleteSegments",
                        Edit.insertFirst("states = new ProducerStates(states.endOffset());"), Show.scenario("held-at-the-log-start")),
                new PlantedBug("the marker of a producer of whom nothing else is known goes with its batch", FILTER, "isKeptEmpty",
                        Edit.replace("last != null && last.is(header)", "last != null && !header.isControl() && last.is(header)"),
                        Show.scenario("marker-of-a-stranger")),
                new PlantedBug("the cleaner passes the recovery point", RANGE, "of",
                        Edit.replace("log.decidedBelow(recoveryPoint)", "log.lastStableOffset()"), Show.scenario("only-what-is-flushed")),
                new PlantedBug("records are cleaned that are too young", RANGE, "firstTooYoung",
                        Edit.replace("nowMs - minCompactionLagMs", "nowMs"), Show.scenario("compaction-lag")),
                new PlantedBug("a full map is taken for complete", "storage.cleaner.OffsetMapping", "endOffset",
                        Edit.insertFirst("if (true) { return range.endOffset(); }"), Show.scenario("full-offset-map")),
                new PlantedBug("the cleaner's checkpoint is written before the swap", "storage.cleaner.LogCleaner", "step",
                        Edit.insertFirst("if (round != null) { directory.cleanedOffsets().put(partition, directory.log(partition).segments().get("
                                + "directory.log(partition).segments().size() - 1).baseOffset()); }"),
                        Show.scenario("compaction")),
                new PlantedBug("the cleaner forgets where it was", "storage.cleaner.LogCleaner", "end",
                        Edit.never("cleaned.isPresent()"), Show.scenario("full-offset-map")),
                new PlantedBug("cleaned segments are swapped in before they are flushed", "storage.Segments", "replace",
                        Edit.drop("segment.flush();"), Show.scenario("compaction")),
                new PlantedBug("old segments go before it is durable that the new ones count", "storage.Segments", "replace",
                        Edit.drop("disk.syncDirectory(directory);"), Show.scenario("compaction")),
                new PlantedBug("the deletion of an old segment is not durable when the new one is named", "storage.Segments", "retire",
                        Edit.drop("disk.syncDirectory(directory);"), Show.scenario("compaction")),
                new PlantedBug("swap files are renamed in ascending order", "storage.Segments", "replace",
                        Edit.drop("Collections.reverse(descending);"), Show.scenario("split-by-the-cleaner")),
                new PlantedBug("the next start leaves an unfinished segment", "storage.LogFiles", "undoSwap",
                        Edit.insertFirst("if (true) { return false; }"), Show.scenario("swap-undone")),
                new PlantedBug("the next start undoes a swap that was complete", "storage.LogFiles", "completeSwap",
                        Edit.insertFirst("if (true) { return; }"), Show.scenario("swap-finished")));
    }
}
