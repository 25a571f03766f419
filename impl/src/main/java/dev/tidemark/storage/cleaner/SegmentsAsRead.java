package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The segments that a round found, none of them active. Retention may delete them while they are read, and a truncation delete or cut them; what
 * was read of them then counts for nothing, and an error that was met may be that of a file which is no more.
 */
final class SegmentsAsRead {
    private final PartitionLog log;
    private final Map<Segment, Integer> cuts = new HashMap<>();

    SegmentsAsRead(PartitionLog log, List<Segment> segments) {
        this.log = log;
        segments.forEach(segment -> cuts.put(segment, segment.cuts()));
    }

    /** Whether some of them are in the log as they were. One that was cut and is as long as before is another: it was active meanwhile. */
    boolean areUnchanged(List<Segment> some) {
        List<Segment> all = log.segments();
        return all.subList(0, all.size() - 1).containsAll(some) && some.stream().allMatch(segment -> segment.cuts() == cuts.get(segment));
    }
}
