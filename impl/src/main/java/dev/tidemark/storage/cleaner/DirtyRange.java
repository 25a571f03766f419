package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import java.util.List;

/**
 * What of a log may be compacted now: {@code FirstDirtyOffset} and {@code FirstUncleanableOffset} of the spec.
 *
 * @param startOffset below, keys are unique
 * @param endOffset   from here on nothing is touched: a segment's base offset, as in Kafka
 * @param isOverdue   whether a dirty record is older than {@code max.compaction.lag.ms}
 */
record DirtyRange(long startOffset, long endOffset, long cleanBytes, long dirtyBytes, boolean isOverdue) {
    /**
     * @param cleanedOffset the cleaner's checkpoint
     * @param recoveryPoint the checkpointed one: what is not flushed may be lost, and must not supersede what is; nor decide of it, if it is a marker
     */
    static DirtyRange of(PartitionLog log, long cleanedOffset, long recoveryPoint, long nowMs) {
        List<Segment> segments = log.segments();
        long firstOffset = segments.get(0).baseOffset();
        boolean isOutside = cleanedOffset < firstOffset || cleanedOffset > log.logEndOffset();
        long start = isOutside ? firstOffset : cleanedOffset;
        long limit = Math.min(log.decidedBelow(recoveryPoint), firstTooYoung(segments, log.config().minCompactionLagMs(), nowMs));
        long end = segments.stream().mapToLong(Segment::baseOffset).filter(base -> base <= limit).max().orElse(firstOffset);
        long clean = 0;
        long dirty = 0;
        long oldestMs = Long.MAX_VALUE;
        for (Segment segment : segments) {
            if (segment.endOffset() <= start) {
                clean += segment.sizeInBytes();
            } else if (segment.baseOffset() < end) {
                dirty += segment.sizeInBytes();
                oldestMs = segment.firstTimestampMs() < 0 ? oldestMs : Math.min(oldestMs, segment.firstTimestampMs());
            }
        }
        boolean isOverdue = oldestMs != Long.MAX_VALUE && nowMs - oldestMs > log.config().maxCompactionLagMs();
        return new DirtyRange(start, end, clean, dirty, isOverdue);
    }

    /** The active segment at the latest. */
    private static long firstTooYoung(List<Segment> segments, long minCompactionLagMs, long nowMs) {
        Segment active = segments.get(segments.size() - 1);
        return segments.stream().filter(segment -> segment == active || minCompactionLagMs > 0 && segment.maxTimestampMs() > nowMs - minCompactionLagMs)
                .mapToLong(Segment::baseOffset).findFirst().orElseThrow();
    }

    boolean isEmpty() {
        return startOffset >= endOffset || dirtyBytes == 0;
    }

    /** How much of what a round would read is dirty. */
    double dirtyRatio() {
        return dirtyBytes / (double) Math.max(1, cleanBytes + dirtyBytes);
    }
}
