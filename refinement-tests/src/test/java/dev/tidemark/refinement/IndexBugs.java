package dev.tidemark.refinement;

import java.util.List;

/** Mistakes about the indexes of a segment. */
final class IndexBugs {
    private static final String INDEXES = "storage.SegmentIndexes";
    private static final String OFFSETS = "storage.OffsetIndex";
    private static final Show SPARSE = Show.scenario("sparse-index");
    private static final Show MISSING = Show.scenario("index-rebuilt-when-missing");
    private static final Show ZEROS = Show.scenario("index-of-zeros");
    private static final Show TRUNCATION = Show.scenario("truncation-cuts-the-index");

    private IndexBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("no batch is indexed", OFFSETS, "maybeAppend",
                        Edit.insertFirst("if (true) { return false; }"), SPARSE),
                new PlantedBug("every batch is indexed", OFFSETS, "maybeAppend",
                        Edit.never("position - indexed <= intervalBytes"), SPARSE),
                new PlantedBug("an entry says one offset too few", OFFSETS, "append",
                        Edit.replace("Math.toIntExact(lastOffset - baseOffset)", "Math.toIntExact(lastOffset - baseOffset - 1)"), SPARSE),
                new PlantedBug("a look-up begins one entry too late", OFFSETS, "countBelow",
                        Edit.replace("baseOffset + relativeOffset(middle) < offset", "baseOffset + relativeOffset(middle) < offset + 3"), SPARSE),
                new PlantedBug("the time index gets the last timestamp, and not the youngest", INDEXES, "note",
                        Edit.replace("header.maxTimestampMs() > maxTimestampMs", "true"), SPARSE),
                new PlantedBug("the first record of a time is looked for behind the entry of that time", INDEXES, "lastOlderThan",
                        Edit.replace("timestampMs - 1", "timestampMs"), SPARSE),
                new PlantedBug("an index is believed without its twin", INDEXES, "load",
                        Edit.replace("isWrong || indexes.offsets.count() > 0 && indexes.times.count() == 0", "isWrong"), MISSING),
                new PlantedBug("an index that cannot be right is believed", INDEXES, "load",
                        Edit.never("isWrong || indexes.offsets.count() > 0 && indexes.times.count() == 0"), ZEROS),
                new PlantedBug("a file of indexes that is made anew has no durable name", "storage.Segment", "open",
                        Edit.never("!isWhole"), MISSING),
                new PlantedBug("entries are kept on truncation", OFFSETS, "truncateTo",
                        Edit.insertFirst("if (true) { return; }"), TRUNCATION),
                new PlantedBug("entries that are no longer right stay in the file", OFFSETS, "removeFromFile",
                        Edit.insertFirst("if (true) { return false; }"), TRUNCATION),
                new PlantedBug("the time index is written anew while offset entries rely on it", OFFSETS, "syncRemovals",
                        Edit.insertFirst("if (true) { return; }"), MISSING),
                new PlantedBug("an index is built upon that a process left that died", "storage.Segment", "open",
                        Edit.drop("segment.indexes.doubt();"), Show.scenario("index-emptied-by-who-died")),
                new PlantedBug("the time index is not flushed", INDEXES, "sync",
                        Edit.drop("times.sync();"), MISSING),
                new PlantedBug("an index is not synced", OFFSETS, "sync",
                        Edit.drop("file.sync();"), MISSING),
                new PlantedBug("a segment is closed before its youngest record is noted", INDEXES, "finish",
                        Edit.insertFirst("if (true) { return; }"), Show.scenario("index-is-finished")));
    }
}
