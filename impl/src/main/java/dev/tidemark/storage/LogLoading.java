package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.producer.ProducerSnapshots;
import java.util.List;

/**
 * Opens or creates a log: tidies its directory ({@link LogFiles}), recovers its segments ({@link LogRecovery}), then its leader epochs and its
 * producers. The epoch cache is cut to what the log holds, and epochs found in checked batches are added if it misses them; if it has no entry
 * at all the whole log is checked to rebuild it.
 */
final class LogLoading {
    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final Checkpointed checkpointed;

    LogLoading(Disk disk, String directory, LogConfig config, Checkpointed checkpointed) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.checkpointed = checkpointed;
    }

    PartitionLog load(DirectoryHealth health) throws StorageException {
        createDirectory(disk, directory);
        LeaderEpochCache epochs = LeaderEpochCache.open(disk, directory);
        LogRecovery recovery = new LogRecovery(disk, directory, config, checkpointed);
        Segments segments = new Segments(disk, directory, config, recovery.recover(epochs.latest().isEmpty()));
        long logEndOffset = segments.active().endOffset();
        long logStartOffset = Math.max(checkpointed.logStartOffset(), segments.firstBaseOffset());
        long flushed = checkpointed.isCleanlyClosed() ? logEndOffset : Math.max(segments.firstBaseOffset(), Math.min(checkpointed.recoveryPoint(), logEndOffset));
        if (!checkpointed.isCleanlyClosed()) {
            ProducerSnapshots.open(disk, directory).deleteUnreadable();
        }
        LogProducers producers = LogProducers.load(disk, directory, segments.baseOffsets(), logEndOffset, flushed,
                Math.min(checkpointed.highWatermark(), checkpointed.recoveryPoint()));
        restoreEpochs(epochs, recovery.epochs(), logStartOffset, logEndOffset);
        return new PartitionLog(directory, config, health, segments, epochs, producers, logStartOffset, flushed);
    }

    /** Durably. */
    static void createDirectory(Disk disk, String path) throws StorageException {
        if (!path.isEmpty() && !disk.isDirectory(path)) {
            createDirectory(disk, Disk.parentOf(path));
            disk.createDirectories(path);
            disk.syncDirectory(Disk.parentOf(path));
        }
    }

    private static void restoreEpochs(LeaderEpochCache epochs, List<EpochEntry> found, long logStartOffset, long logEndOffset) throws StorageException {
        epochs.truncateFromEnd(logEndOffset);
        for (EpochEntry entry : found) {
            if (epochs.latest().isEmpty() || epochs.latest().get().leaderEpoch() < entry.leaderEpoch()) {
                epochs.assign(entry.leaderEpoch(), entry.startOffset());
            }
        }
        epochs.truncateFromStart(logStartOffset); // last: batches below the log start may have been checked
    }
}
