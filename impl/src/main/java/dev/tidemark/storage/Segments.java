package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The segments of a log, and what happens to whole ones: created, cut off, deleted, replaced. Each change is done in an order in which a crash
 * at any point leaves a log without holes and without anything twice. One thread changes them, any number read.
 */
final class Segments {
    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final NavigableMap<Long, Segment> byBaseOffset;
    private final Deque<Condemned> condemned = new ArrayDeque<>();
    private volatile Segment active;
    private volatile int cuts;

    /** A segment that is no longer part of the log, and when its files go. */
    private record Condemned(Segment segment, long dueMs) {}

    /** @param byBaseOffset at least one; changed by this, read by any thread */
    Segments(Disk disk, String directory, LogConfig config, NavigableMap<Long, Segment> byBaseOffset) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.byBaseOffset = byBaseOffset;
        this.active = byBaseOffset.lastEntry().getValue();
    }

    Segment active() {
        return active;
    }

    private void activate(Segment segment) {
        byBaseOffset.put(segment.baseOffset(), segment);
        active = segment;
    }

    /** Oldest first; the last one is active. */
    List<Segment> all() {
        return List.copyOf(byBaseOffset.values());
    }

    Collection<Long> baseOffsets() {
        return byBaseOffset.keySet();
    }

    long firstBaseOffset() {
        return byBaseOffset.firstKey();
    }

    /** Where the segment begins that follows one. */
    long baseOffsetAfter(Segment segment) {
        return byBaseOffset.higherKey(segment.baseOffset());
    }

    /** The segment to read an offset from: where the cleaner left a gap, or nothing, the one behind it; empty if there is nothing below a bound. */
    Optional<Segment> with(long offset, long boundOffset) {
        Optional<Segment> segment = Optional.ofNullable(byBaseOffset.floorEntry(offset)).map(Map.Entry::getValue);
        while (segment.isPresent() && segment.get().endOffset() <= Math.max(offset, segment.get().baseOffset())) {
            segment = Optional.ofNullable(byBaseOffset.higherEntry(segment.get().baseOffset())).map(Map.Entry::getValue);
        }
        return segment.filter(found -> offset < boundOffset && found.baseOffset() < boundOffset);
    }

    long baseOffsetOfBatchAt(long offset) throws StorageException {
        return byBaseOffset.floorEntry(offset).getValue().baseOffsetOfBatchAt(offset);
    }

    /** Where a segment is to begin for a batch: at the log end; or at the batch, if it is out of reach from there, for the leader's log is compacted. */
    long baseOffsetFor(BatchHeader next) {
        return OffsetIndex.canExpress(active().endOffset(), next.lastOffset()) ? active().endOffset() : next.baseOffset();
    }

    /**
     * Begins a new segment; its files are durable on return. If there is a gap in front of it, the old one is flushed before: what recovery misses
     * there was never there.
     *
     * @param flushedOffset if this is the base offset, nobody will flush the old one again
     */
    void roll(long baseOffset, long flushedOffset) throws StorageException {
        active().finish();
        if (active().endOffset() < baseOffset) {
            active().flush();
        } else if (flushedOffset == baseOffset) {
            active().syncIndexes();
        }
        activate(Segment.create(disk, directory, baseOffset, config));
    }

    /** Flushes those that hold offsets from one on and begin below another, oldest first. */
    void flush(long fromOffset, long toOffset) throws StorageException {
        long first = Optional.ofNullable(byBaseOffset.floorKey(fromOffset)).orElse(firstBaseOffset());
        for (Segment segment : byBaseOffset.subMap(first, true, Math.max(first, toOffset), false).values()) {
            segment.flush();
        }
    }

    /** Deletes those behind the one that holds an offset, latest first, each durably: whenever the power fails the log has no hole. */
    void deleteAfter(long offset) throws StorageException {
        cuts++;
        long last = byBaseOffset.floorKey(offset);
        while (byBaseOffset.lastKey() > last) {
            Segment gone = byBaseOffset.pollLastEntry().getValue(); // first: whoever fails to read it then finds out why
            active = byBaseOffset.lastEntry().getValue();
            gone.delete();
            disk.syncDirectory(directory);
        }
    }

    /** How often the end was cut off, from wherever. */
    int cuts() {
        return cuts;
    }

    /** Deletes all of them and begins again at another offset. */
    void startAt(long offset) throws StorageException {
        deleteAfter(firstBaseOffset());
        active.delete();
        disk.syncDirectory(directory);
        activate(Segment.create(disk, directory, offset, config));
        byBaseOffset.keySet().removeIf(base -> base != offset);
    }

    /**
     * Takes the oldest out of the log, each durably before the next: a power loss that brought back the first alone would leave a hole behind it.
     * Their files stay under another name for {@code file.delete.delay.ms}, for those who still read them.
     */
    void condemn(List<Segment> oldest, long nowMs) throws StorageException {
        for (Segment segment : oldest) {
            byBaseOffset.remove(segment.baseOffset(), segment);
            retire(segment, nowMs);
        }
    }

    private void retire(Segment segment, long nowMs) throws StorageException {
        segment.rename(SegmentName.DELETED);
        disk.syncDirectory(directory);
        condemned.add(new Condemned(segment, nowMs + config.fileDeleteDelayMs()));
    }

    /** Removes the files of those that were condemned {@code file.delete.delay.ms} ago. */
    void deleteCondemned(long nowMs) throws StorageException {
        while (!condemned.isEmpty() && condemned.peek().dueMs() <= nowMs) {
            condemned.remove().segment().delete();
        }
    }

    /** Creates one for the cleaner to write; a crash before {@link #replace} leaves nothing of it. */
    Segment createCleaned(long baseOffset) throws StorageException {
        return Segment.createCleaned(disk, directory, baseOffset, config);
    }

    /**
     * Puts cleaned ones in the place of those they were made of. Between any two steps a crash leaves files from which {@link LogFiles} makes
     * the one or the other. (Kafka syncs the directory only at the end, and relies on renames becoming durable in order.) Readers are served
     * from the old ones until all is done.
     */
    void replace(List<Segment> cleaned, List<Segment> old, long nowMs) throws StorageException {
        List<Segment> descending = new ArrayList<>(cleaned);
        Collections.reverse(descending);
        for (Segment segment : descending) {
            segment.finish();
            segment.flush();
        }
        disk.syncDirectory(directory);
        for (Segment segment : descending) {
            segment.rename(SegmentName.SWAP);
            disk.syncDirectory(directory); // one by one: without a higher one, a lower would pass for all
        }
        for (Segment segment : old) {
            retire(segment, nowMs);
        }
        for (Segment segment : cleaned) {
            segment.rename(SegmentName.IN_USE);
            disk.syncDirectory(directory); // ascending, one by one: what is in use between two that are not would pass for old
        }
        descending.forEach(segment -> byBaseOffset.put(segment.baseOffset(), segment)); // and first: readers find the one or the other
        old.forEach(segment -> byBaseOffset.remove(segment.baseOffset(), segment));
    }

    /** @throws IllegalStateException unless all of these are still there, and none is active */
    void requireUnchanged(List<Segment> cleanedFrom) {
        if (cleanedFrom.contains(active()) || !cleanedFrom.stream().allMatch(segment -> byBaseOffset.get(segment.baseOffset()) == segment)) {
            throw new IllegalStateException(directory + ": the log has changed while it was cleaned");
        }
    }

    /** Makes names durable that nothing waited for. */
    void syncNames() throws StorageException {
        disk.syncDirectory(directory);
    }

    void close() throws StorageException {
        for (Segment segment : byBaseOffset.values()) {
            segment.close();
        }
        for (Condemned gone : condemned) {
            gone.segment().close();
        }
    }
}
