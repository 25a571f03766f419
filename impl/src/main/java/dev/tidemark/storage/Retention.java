package dev.tidemark.storage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Which of a log's oldest segments may go: those below the log start, those that make it too large, those that are too old. Always whole ones,
 * from the oldest on without a gap, and only what is below the high watermark.
 */
final class Retention {
    private final LogConfig config;
    private final long logStartOffset;
    private final long highWatermark;
    private final long nowMs;

    Retention(LogConfig config, long logStartOffset, long highWatermark, long nowMs) {
        this.config = config;
        this.logStartOffset = logStartOffset;
        this.highWatermark = highWatermark;
        this.nowMs = nowMs;
    }

    /** The segments to delete, oldest first; perhaps all of them, in which case the log is rolled first. An empty active segment stays. */
    List<Segment> expired(Collection<Segment> segments) {
        List<Segment> all = List.copyOf(segments);
        List<Segment> expired = new ArrayList<>();
        long excessBytes = all.stream().mapToLong(Segment::sizeInBytes).sum() - config.retentionBytes();
        for (int i = 0; i < all.size(); i++) {
            Segment segment = all.get(i);
            boolean isActive = i == all.size() - 1;
            long upTo = isActive ? segment.endOffset() : all.get(i + 1).baseOffset();
            boolean isTooMuch = config.isDeleted() && config.retentionBytes() >= 0 && excessBytes >= segment.sizeInBytes();
            boolean goes = !isActive && upTo <= logStartOffset || isTooMuch || isTooOld(segment);
            if (!goes || upTo > highWatermark || isActive && segment.sizeInBytes() == 0) {
                return expired;
            }
            excessBytes -= segment.sizeInBytes();
            expired.add(segment);
        }
        return expired;
    }

    private boolean isTooOld(Segment segment) {
        return config.isDeleted() && config.retentionMs() >= 0 && segment.maxTimestampMs() >= 0 && nowMs - segment.maxTimestampMs() > config.retentionMs();
    }
}
