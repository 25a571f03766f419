package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.RecordBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Tidies a partition's directory before its segments are opened: what a crash left of deletions and of the cleaner's swap is brought to its end,
 * or undone. Kafka's LogLoader does the same.
 *
 * <ol>
 * <li>{@code .deleted} files go.
 * <li>{@code .swap} files at or above the lowest {@code .cleaned} one go, from the top: their swap was not complete. Then the {@code .cleaned} ones,
 *     which tell that.
 * <li>The other {@code .swap} files are complete, and what they replace may be half gone: all segments within the offsets that they cover go.
 * <li>They lose their suffix, from the bottom.
 * </ol>
 * The directory is synced in between: a power loss must not keep what came later and lose what came first.
 */
final class LogFiles {
    private final Disk disk;
    private final String directory;

    LogFiles(Disk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /**
     * What is found may be the work of a process that died before it could sync it: a name, or the cut of the last file. It is durable from now on;
     * what is built upon it would be lost with it.
     */
    void sync() throws StorageException {
        List<Long> logs = SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG);
        if (!logs.isEmpty()) {
            try (DiskFile last = disk.open(Disk.join(directory, SegmentName.of(logs.get(logs.size() - 1), SegmentName.LOG)))) {
                last.sync();
            }
        }
        disk.syncDirectory(directory);
    }

    /** Tidies up, durably, and says which segments there are, by their base offsets, ascending. */
    List<Long> settle() throws StorageException {
        List<String> names = disk.list(directory);
        boolean hasChanged = undoSwap(names) | delete(names.stream().filter(name -> name.endsWith(SegmentName.DELETED) || name.endsWith(".tmp")).toList());
        List<Long> swaps = SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG + SegmentName.SWAP);
        if (!swaps.isEmpty()) {
            disk.syncDirectory(directory);
            completeSwap(swaps);
            hasChanged = false;
        }
        hasChanged |= deleteOrphans();
        if (hasChanged) {
            disk.syncDirectory(directory);
        }
        return SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG);
    }

    /** Undoes a swap that was not complete, from the top; whether there was one, or something was left of a round that wrote nothing yet. */
    private boolean undoSwap(List<String> names) throws StorageException {
        List<String> cleaned = names.stream().filter(name -> name.endsWith(SegmentName.CLEANED)).toList();
        if (cleaned.isEmpty()) {
            return false;
        }
        long firstCleaned = SegmentName.baseOffsets(names, SegmentName.LOG + SegmentName.CLEANED).stream().findFirst().orElse(Long.MAX_VALUE);
        List<String> invalid = new ArrayList<>();
        for (String kind : SegmentName.KINDS) {
            SegmentName.baseOffsets(names, kind + SegmentName.SWAP).stream().filter(base -> base >= firstCleaned)
                    .forEach(base -> invalid.add(SegmentName.of(base, kind + SegmentName.SWAP)));
        }
        Collections.sort(invalid, Collections.reverseOrder());
        if (delete(invalid)) {
            disk.syncDirectory(directory);
        }
        return delete(cleaned);
    }

    private boolean delete(List<String> names) throws StorageException {
        for (String name : names) {
            disk.delete(Disk.join(directory, name));
        }
        return !names.isEmpty();
    }

    private void completeSwap(List<Long> swaps) throws StorageException {
        long from = swaps.get(0);
        long last = swaps.get(swaps.size() - 1);
        long to = Math.max(endOffsetOfSwap(last), last + 1); // an empty one covers its namesake too, whose indexes it may have none of
        List<String> names = disk.list(directory);
        for (String kind : SegmentName.KINDS) {
            for (long base : SegmentName.baseOffsets(names, kind)) {
                if (base >= from && base < to) {
                    disk.delete(Disk.join(directory, SegmentName.of(base, kind)));
                }
            }
        }
        disk.syncDirectory(directory);
        List<String> logLast = new ArrayList<>(SegmentName.KINDS);
        Collections.reverse(logLast); // while there is a log to rename, its indexes are found again
        for (String kind : logLast) {
            for (long base : SegmentName.baseOffsets(disk.list(directory), kind + SegmentName.SWAP)) {
                disk.rename(Disk.join(directory, SegmentName.of(base, kind + SegmentName.SWAP)), Disk.join(directory, SegmentName.of(base, kind)));
                if (kind.equals(SegmentName.LOG)) {
                    disk.syncDirectory(directory); // ascending, one by one: what is in use between two that are not would pass for old
                }
            }
        }
    }

    private long endOffsetOfSwap(long base) throws StorageException {
        try (DiskFile log = disk.open(Disk.join(directory, SegmentName.of(base, SegmentName.LOG + SegmentName.SWAP)))) {
            BatchScanner scanner = BatchScanner.of(log, 0, log.size(), base, RecordBatch.HEADER_BYTES).allowingGaps();
            long end = base;
            for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
                end = header.get().endOffset();
            }
            return end;
        }
    }

    /** Indexes whose log is gone. */
    private boolean deleteOrphans() throws StorageException {
        List<String> names = disk.list(directory);
        List<Long> logs = SegmentName.baseOffsets(names, SegmentName.LOG);
        boolean hasChanged = false;
        for (String kind : SegmentName.KINDS) {
            for (long base : SegmentName.baseOffsets(names, kind)) {
                if (!logs.contains(base)) {
                    disk.delete(Disk.join(directory, SegmentName.of(base, kind)));
                    hasChanged = true;
                }
            }
        }
        return hasChanged;
    }
}
