package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.Flaw;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What opening a log does to its segments. From the recovery point on nothing is trusted: every batch is checked, and at the first that is
 * torn, damaged or missing the log ends: the rest is cut and later segments are deleted, latest first, so that a crash in between leaves
 * no gap. Below the recovery point everything was flushed: damage met there is an error, never cut. (Batches that lie there between index
 * entries are checked when they are read, not here.)
 */
final class LogRecovery {
    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final long recoveryPoint;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final List<EpochEntry> epochs = new ArrayList<>();

    LogRecovery(Disk disk, String directory, LogConfig config, long recoveryPoint) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.recoveryPoint = recoveryPoint;
    }

    /**
     * Opens and recovers all segments; creates the first if there is none.
     *
     * @param scanFrom check every batch from this offset on, at or below the recovery point
     */
    NavigableMap<Long, Segment> recover(long scanFrom) throws StorageException {
        try {
            for (long baseOffset : baseOffsets()) {
                segments.put(baseOffset, Segment.open(disk, directory, baseOffset, config));
            }
            if (segments.isEmpty()) {
                segments.put(0L, Segment.create(disk, directory, 0, config));
            }
            for (Segment segment : List.copyOf(segments.values())) {
                Optional<Damage> damage = recover(segment, scanFrom);
                if (damage.isPresent()) {
                    cut(segment, damage.get());
                    break;
                }
            }
            return segments;
        } catch (StorageException e) {
            close(e);
            throw e;
        }
    }

    /** Leader epochs of the batches that were checked, each with the base offset of its first batch. */
    List<EpochEntry> epochs() {
        return List.copyOf(epochs);
    }

    private List<Long> baseOffsets() throws StorageException {
        List<String> names = disk.list(directory);
        List<Long> logs = SegmentName.baseOffsets(names, SegmentName.LOG);
        for (long orphan : SegmentName.baseOffsets(names, SegmentName.INDEX)) {
            if (!logs.contains(orphan)) {
                disk.delete(Disk.join(directory, SegmentName.of(orphan, SegmentName.INDEX)));
                disk.syncDirectory(directory);
            }
        }
        return logs;
    }

    private Optional<Damage> recover(Segment segment, long scanFrom) throws StorageException {
        Long nextBase = segments.higherKey(segment.baseOffset());
        Optional<Damage> damage = segment.recover(nextBase == null ? scanFrom : Math.min(scanFrom, nextBase), this::noteEpoch);
        if (damage.isEmpty() && nextBase != null && segment.endOffset() != nextBase) {
            Flaw gap = new Flaw("the end of the segment", "offsets up to " + nextBase + " where the next one begins");
            return Optional.of(new Damage(segment.logPath(), segment.sizeInBytes(), segment.endOffset(), gap));
        }
        return damage;
    }

    private void cut(Segment segment, Damage damage) throws StorageException {
        if (damage.offset() < recoveryPoint) {
            throw new StorageException(damage + ", below the recovery point " + recoveryPoint + ": flushed records are damaged");
        }
        deleteAfter(segments, segment.baseOffset(), disk);
        segment.cutAt(damage);
    }

    /** Deletes the segments behind one, latest first. */
    static void deleteAfter(NavigableMap<Long, Segment> segments, long baseOffset, Disk disk) throws StorageException {
        while (segments.lastKey() > baseOffset) {
            segments.lastEntry().getValue().delete(disk);
            segments.pollLastEntry();
        }
    }

    private void noteEpoch(BatchHeader batch) {
        if (epochs.isEmpty() || epochs.get(epochs.size() - 1).leaderEpoch() != batch.leaderEpoch()) {
            epochs.add(new EpochEntry(batch.leaderEpoch(), batch.baseOffset()));
        }
    }

    private void close(StorageException cause) {
        for (Segment segment : segments.values()) {
            try {
                segment.close();
            } catch (StorageException e) {
                cause.addSuppressed(e);
            }
        }
    }
}
