package dev.tidemark.refinement;

import java.util.List;

/** Mistakes that show only when the power fails in the right place; the show's name is that of the life to cut short. */
final class PowerCutBugs {
    private PowerCutBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("recovery checks no CRC", "storage.Segment", "recover", Edit.never("flaw.isPresent()"), life("append, roll, flush")),
                new PlantedBug("a new segment's name is not durable", "storage.Segment", "create", Edit.drop("disk.syncDirectory(directory);"),
                        life("append, roll, flush")),
                new PlantedBug("a process builds upon a name that the last one did not sync", "storage.LogFiles", "sync",
                        Edit.drop("disk.syncDirectory(directory);"), life("append, roll, flush")),
                new PlantedBug("a process builds upon a cut that the last one did not sync", "storage.LogFiles", "sync", Edit.drop("last.sync();"),
                        life("truncate")),
                new PlantedBug("a flush does not reach the platter", "storage.Segment", "flush", Edit.insertFirst("if (true) { return; }"), life("recover")),
                new PlantedBug("the checkpoint stays above a truncation of one log", "storage.LogDirectory", "lowerRecoveryPoint",
                        Edit.never("recoveryPoints.get(partition) > offset"), life("truncate")),
                new PlantedBug("a checkpoint's new name is not durable", "storage.TextFile", "write", Edit.drop("disk.syncDirectory(Disk.parentOf(path));"),
                        life("truncate")),
                new PlantedBug("an empty swap file does not replace its namesake", "storage.LogFiles", "completeSwap",
                        Edit.replace("Math.max(endOffsetOfSwap(last), last + 1)", "endOffsetOfSwap(last)"), life("clean twice")),
                new PlantedBug("the directory stays in use when a cleaned segment could not be created", "storage.PartitionLog", "createCleaned",
                        Edit.replace("health.make(directory, () -> segments.createCleaned(baseOffset))", "segments.createCleaned(baseOffset)"),
                        life("clean and begin again")),
                new PlantedBug("old segments go before it is durable that the new ones count", "storage.Segments", "replace",
                        Edit.drop("disk.syncDirectory(directory);"), life("clean and begin again")),
                new PlantedBug("the next start names the files of a swap together", "storage.LogFiles", "completeSwap",
                        Edit.never("kind.equals(SegmentName.LOG)"), life("clean one segment into three")),
                new PlantedBug("swap files are renamed in ascending order", "storage.Segments", "replace",
                        Edit.drop("Collections.reverse(descending);"), life("clean one segment into three")));
    }

    private static Show life(String name) {
        return new Show(Show.Kind.LIFE, name, 0, 0);
    }
}
