package dev.tidemark.storage;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import java.util.Optional;

/**
 * The offset index and the time index of a segment, and how young its youngest record is; the spec {@code SparseIndex}. One thread writes, any
 * number read.
 *
 * <p>Whoever believes an offset entry does not read what lies in front of it, and so relies on the time entries up to it. So a time index that is
 * gone takes the other one with it, time entries reach the platter first, and before they are written anew the offset entries that rely on them
 * are gone from it.
 */
final class SegmentIndexes {
    private final OffsetIndex offsets;
    private final TimeIndex times;
    private final long baseOffset;
    private final LogConfig config;
    private volatile long maxTimestampMs = -1;
    private volatile long offsetOfMaxTimestamp;

    private SegmentIndexes(OffsetIndex offsets, TimeIndex times, long baseOffset, LogConfig config) {
        this.offsets = offsets;
        this.times = times;
        this.baseOffset = baseOffset;
        this.config = config;
        this.offsetOfMaxTimestamp = baseOffset;
    }

    /** Reads the entries; if they are missing or cannot be right there are none. (What lies beyond the log is not believed anyway.) */
    static SegmentIndexes load(DiskFile offsetFile, DiskFile timeFile, long baseOffset, LogConfig config) throws StorageException {
        SegmentIndexes indexes =
                new SegmentIndexes(OffsetIndex.load(offsetFile, baseOffset), TimeIndex.load(timeFile, baseOffset), baseOffset, config);
        boolean isWrong = indexes.offsets.flaw(Long.MAX_VALUE).isPresent() || indexes.times.flaw(Long.MAX_VALUE).isPresent();
        if (isWrong || indexes.offsets.count() > 0 && indexes.times.count() == 0) {
            indexes.clear();
        }
        return indexes;
    }

    /** The files were found: the next sync must not build upon what may be undone. */
    void doubt() {
        offsets.doubt();
        times.doubt();
    }

    /** The youngest record's; -1 if there is none, or none has a timestamp. */
    long maxTimestampMs() {
        return maxTimestampMs;
    }

    boolean areFull() {
        return offsets.isFull(config.segmentIndexBytes()) || times.isFull(config.segmentIndexBytes());
    }

    /** Takes note of a batch: with an entry for it if more than {@code index.interval.bytes} lie behind the last one. */
    void note(BatchHeader header, long position) {
        if (header.maxTimestampMs() > maxTimestampMs) {
            maxTimestampMs = header.maxTimestampMs();
            offsetOfMaxTimestamp = header.lastOffset();
        }
        if (offsets.maybeAppend(header.lastOffset(), position, config.indexIntervalBytes())) {
            times.maybeAppend(maxTimestampMs, offsetOfMaxTimestamp);
        }
    }

    /** Nothing more will be appended: the youngest timestamp goes to the time index. */
    void finish() {
        if (maxTimestampMs >= 0) {
            times.maybeAppend(maxTimestampMs, offsetOfMaxTimestamp);
        }
    }

    /** The last entry below an offset. */
    Optional<IndexEntry> lastBelow(long offset) {
        return offsets.lastBelow(offset);
    }

    /** Where to begin to read for an offset: at the batch of the last entry up to it; 0 without one. */
    long startFor(long offset) {
        return offsets.startFor(offset);
    }

    /** An offset with no record in front of it that is as young as this. */
    long lastOlderThan(long timestampMs) {
        return times.lastAtOrBefore(timestampMs - 1).map(TimeIndex.Entry::offset).orElse(baseOffset);
    }

    /** Forgets everything. */
    void clear() {
        offsets.clear();
        recallYoungest();
    }

    /** Forgets what is said of the log from a position on. */
    void truncateTo(long position) {
        offsets.truncateTo(position);
        recallYoungest();
    }

    /** What was the youngest record when the last entry was made; those behind it are to be noted again. */
    private void recallYoungest() {
        times.truncateTo(offsets.lastBelow(Long.MAX_VALUE).map(entry -> entry.offset() + 1).orElse(baseOffset));
        Optional<TimeIndex.Entry> youngest = times.last();
        maxTimestampMs = youngest.map(TimeIndex.Entry::timestampMs).orElse(-1L);
        offsetOfMaxTimestamp = youngest.map(TimeIndex.Entry::offset).orElse(baseOffset);
    }

    /** Makes the entries durable. */
    void sync() throws StorageException {
        offsets.syncRemovals();
        times.sync();
        offsets.sync();
    }

    /** The files then hold all that is known. */
    void close() throws StorageException {
        if (!offsets.isWritten() || !times.isWritten()) {
            sync();
        }
        times.close();
        offsets.close();
    }
}
