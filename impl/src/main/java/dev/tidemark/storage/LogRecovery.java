package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.RecordBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What opening a log does to its segments. From the recovery point on nothing is trusted: every batch is checked, and at the first that is
 * torn, damaged or missing the log ends: the rest is cut and later segments are deleted, latest first, so that a crash in between leaves
 * no gap. Below the recovery point everything was flushed: damage met there is an error, never cut. (Batches that lie there between index
 * entries are checked when they are read, not here.) After a clean shutdown everything is flushed.
 *
 * <p>A segment is rolled at the log end. So if one ends below where the next begins, either the cleaner took its last records, or the end of
 * it was not flushed and is gone: a hole, at which the log ends. (Kafka does not look, and serves a log with a hole.) Or a follower's next batch was
 * out of reach: then the segment was flushed before the next one was made.
 */
final class LogRecovery {
    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final Checkpointed checkpointed;
    private final NavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final List<EpochEntry> epochs = new ArrayList<>();

    LogRecovery(Disk disk, String directory, LogConfig config, Checkpointed checkpointed) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.checkpointed = checkpointed;
    }

    /**
     * Opens and recovers all segments; creates the first if there is none, and a new one at the log start if the log ends before it: then what
     * was deleted on purpose is gone, and something unflushed behind it too.
     *
     * @param scansAll whether to check every batch, also below the recovery point
     */
    NavigableMap<Long, Segment> recover(boolean scansAll) throws StorageException {
        try {
            LogFiles files = new LogFiles(disk, directory);
            if (!checkpointed.isCleanlyClosed()) {
                files.sync();
            }
            for (long baseOffset : files.settle()) {
                segments.put(baseOffset, Segment.open(disk, directory, baseOffset, config));
            }
            if (checkpointed.isCleanlyClosed() && !scansAll) {
                trust();
            } else {
                check(scansAll ? 0 : checkpointed.recoveryPoint());
            }
            startAgainIfAllIsBelowTheLogStart();
            return segments;
        } catch (StorageException e) {
            close(e);
            throw e;
        }
    }

    private void trust() throws StorageException {
        for (Segment segment : segments.values()) {
            Optional<Damage> damage = segment.trust().or(() -> gapBehind(segment)).or(() -> overlapOf(segment));
            if (damage.isPresent()) {
                throw flushedIsDamaged(damage.get(), "though the log was closed in peace");
            }
        }
    }

    private void check(long scanFrom) throws StorageException {
        for (Segment segment : List.copyOf(segments.values())) {
            Optional<Damage> damage = recover(segment, scanFrom);
            if (damage.isPresent()) {
                cut(segment, damage.get());
                return;
            }
        }
    }

    private void startAgainIfAllIsBelowTheLogStart() throws StorageException {
        if (!segments.isEmpty() && segments.lastEntry().getValue().endOffset() < checkpointed.logStartOffset()) {
            while (!segments.isEmpty()) {
                delete(segments.lastEntry().getValue());
            }
        }
        if (segments.isEmpty()) {
            segments.put(checkpointed.logStartOffset(), Segment.create(disk, directory, checkpointed.logStartOffset(), config));
        }
    }

    /** Leader epochs of the batches that were checked, each with the base offset of its first batch. */
    List<EpochEntry> epochs() {
        return List.copyOf(epochs);
    }

    private Optional<Damage> recover(Segment segment, long scanFrom) throws StorageException {
        Long nextBase = segments.higherKey(segment.baseOffset());
        Optional<Damage> damage = segment.recover(nextBase == null ? scanFrom : Math.min(scanFrom, nextBase), this::noteEpoch);
        Optional<Damage> overlap = damage.isEmpty() ? overlapOf(segment) : Optional.empty();
        if (overlap.isPresent()) {
            throw flushedIsDamaged(overlap.get(), "which no crash can leave");
        }
        return damage.or(() -> gapBehind(segment));
    }

    private Optional<Damage> gapBehind(Segment segment) {
        Long nextBase = segments.higherKey(segment.baseOffset());
        if (nextBase == null || segment.endOffset() >= nextBase || mayBeCleaned(nextBase) || !OffsetIndex.canExpress(segment.baseOffset(), nextBase)) {
            return Optional.empty();
        }
        Flaw gap = new Flaw("the end of the segment", "offsets up to " + nextBase + " where the next one begins");
        return Optional.of(new Damage(segment.logPath(), segment.sizeInBytes(), segment.endOffset(), gap));
    }

    private Optional<Damage> overlapOf(Segment segment) {
        Long nextBase = segments.higherKey(segment.baseOffset());
        if (nextBase == null || segment.endOffset() <= nextBase) {
            return Optional.empty();
        }
        Flaw overlap = new Flaw("offsets up to " + segment.endOffset(), "none from " + nextBase + " on, where the next segment begins");
        return Optional.of(new Damage(segment.logPath(), segment.sizeInBytes(), nextBase, overlap));
    }

    /** Whether the cleaner may have taken the last records before a boundary: it works below the checkpointed recovery point only. */
    private boolean mayBeCleaned(long boundary) {
        boolean isFlushed = boundary <= checkpointed.recoveryPoint() || checkpointed.knownRecoveryPoint().isEmpty();
        return boundary <= checkpointed.cleanedOffset() || config.isCompacted() && isFlushed;
    }

    private void cut(Segment segment, Damage damage) throws StorageException {
        if (damage.offset() < checkpointed.recoveryPoint()) {
            throw flushedIsDamaged(damage, "below the recovery point " + checkpointed.recoveryPoint());
        }
        while (segments.lastKey() > segment.baseOffset()) {
            delete(segments.lastEntry().getValue());
        }
        segment.cutAt(damage);
    }

    private static StorageException flushedIsDamaged(Damage damage, String why) {
        return new StorageException(damage + ", " + why + ": flushed records are damaged");
    }

    private void delete(Segment segment) throws StorageException {
        segments.remove(segment.baseOffset()); // first: if what follows fails, what is left in the map is still to be closed
        segment.delete();
        disk.syncDirectory(directory);
    }

    private void noteEpoch(RecordBatch batch) {
        BatchHeader header = batch.header();
        if (epochs.isEmpty() || epochs.get(epochs.size() - 1).leaderEpoch() != header.leaderEpoch()) {
            epochs.add(new EpochEntry(header.leaderEpoch(), header.baseOffset()));
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
