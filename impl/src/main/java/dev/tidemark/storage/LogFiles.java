package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.RecordBatch;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tidies a partition's directory before its segments are opened: what a crash left of deletions and of the cleaner's swap is brought to its end,
 * or undone. Kafka's LogLoader does the same.
 *
 * <ol>
 * <li>{@code .deleted} and {@code .cleaned} files go. So do {@code .swap} files at or above the lowest {@code .cleaned} one: their swap was not
 *     complete.
 * <li>The other {@code .swap} files are complete, and what they replace may be half gone: all segments within the offsets that they cover go.
 * <li>They lose their suffix.
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

    /** Tidies up, durably, and says which segments there are, by their base offsets, ascending. */
    List<Long> settle() throws StorageException {
        List<String> names = disk.list(directory);
        long firstCleaned = SegmentName.baseOffsets(names, SegmentName.LOG + SegmentName.CLEANED).stream().findFirst().orElse(Long.MAX_VALUE);
        boolean hasChanged = false;
        for (String name : names) {
            if (isLeftover(name, firstCleaned)) {
                disk.delete(Disk.join(directory, name));
                hasChanged = true;
            }
        }
        List<Long> swaps = SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG + SegmentName.SWAP);
        if (!swaps.isEmpty()) {
            disk.syncDirectory(directory);
            completeSwap(swaps);
            hasChanged = true;
        }
        hasChanged |= deleteOrphans();
        if (hasChanged) {
            disk.syncDirectory(directory);
        }
        return SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG);
    }

    private static boolean isLeftover(String name, long firstCleaned) {
        return name.endsWith(SegmentName.DELETED) || name.endsWith(SegmentName.CLEANED) || name.endsWith(".tmp")
                || kinds(SegmentName.SWAP).flatMap(kind -> SegmentName.baseOffsets(List.of(name), kind).stream()).anyMatch(base -> base >= firstCleaned);
    }

    private static Stream<String> kinds(String status) {
        return SegmentName.KINDS.stream().map(kind -> kind + status);
    }

    private void completeSwap(List<Long> swaps) throws StorageException {
        long from = swaps.get(0);
        long to = endOffsetOfSwap(swaps.get(swaps.size() - 1));
        List<String> names = disk.list(directory);
        for (String kind : SegmentName.KINDS) {
            for (long base : SegmentName.baseOffsets(names, kind)) {
                if (base >= from && base < to) {
                    disk.delete(Disk.join(directory, SegmentName.of(base, kind)));
                }
            }
        }
        disk.syncDirectory(directory);
        for (String kind : SegmentName.KINDS) {
            for (long base : SegmentName.baseOffsets(disk.list(directory), kind + SegmentName.SWAP)) {
                disk.rename(Disk.join(directory, SegmentName.of(base, kind + SegmentName.SWAP)), Disk.join(directory, SegmentName.of(base, kind)));
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
