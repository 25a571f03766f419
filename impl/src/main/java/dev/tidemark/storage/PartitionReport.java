package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The part of a {@link LogDirectoryReport} about one partition. */
final class PartitionReport {
    private final Disk disk;
    private final String directory;
    private final ReportText text;
    private final TreeMap<Long, Integer> epochsByStart = new TreeMap<>();
    private final Optional<Long> recoveryPoint;
    private final Optional<Long> cleanedOffset;

    /** @param cleanedOffset up to where the cleaner may have left gaps; empty if nobody knows */
    PartitionReport(Disk disk, String directory, Optional<Long> recoveryPoint, Optional<Long> cleanedOffset, ReportText text) {
        this.disk = disk;
        this.directory = directory;
        this.recoveryPoint = recoveryPoint;
        this.cleanedOffset = cleanedOffset;
        this.text = text;
    }

    NavigableMap<Long, Integer> epochsByStart() {
        return epochsByStart;
    }

    Optional<Long> recoveryPoint() {
        return recoveryPoint;
    }

    /** Writes it; returns where the log ends, if it could be followed to its end. */
    Optional<Long> write() throws StorageException {
        List<String> names = disk.list(directory);
        List<Long> bases = SegmentName.baseOffsets(names, SegmentName.LOG);
        text.line(0, (directory.isEmpty() ? "partition" : directory) + ": " + bases.size() + " segments"
                + recoveryPoint.map(point -> ", recovery point " + point).orElse(""));
        metadata();
        epochs();
        ProducersReport producers = new ProducersReport(disk, directory, bases.isEmpty() ? 0 : bases.get(0), text);
        OptionalLong end = OptionalLong.empty();
        long previousBase = 0;
        for (long base : bases) {
            if (end.isPresent() && end.getAsLong() != base) {
                gap(previousBase, base, end.getAsLong());
                producers.loseTrack();
            }
            producers.reach(base);
            previousBase = base;
            end = new SegmentReport(disk, directory, base, this, text, producers).write(isCleaned(base));
        }
        Optional<Long> logEndOffset = end.isPresent() ? Optional.of(end.getAsLong()) : Optional.empty();
        producers.end(logEndOffset);
        logEndOffset.ifPresent(this::compareEpochs);
        others(names, bases);
        return logEndOffset;
    }

    private boolean isCleaned(long base) {
        return cleanedOffset.isEmpty() || base < cleanedOffset.get();
    }

    /** If a follower's next batch is out of reach, a segment begins there ({@link Segments#baseOffsetFor}). */
    private void gap(long previousBase, long base, long expected) {
        boolean isOutOfReach = !OffsetIndex.canExpress(previousBase, base);
        if (base > expected && (isCleaned(expected) || isOutOfReach)) {
            text.line(1, "offsets " + expected + " to " + (base - 1) + " are missing, as " + (isOutOfReach ? "a compacted leader sends them" : "the cleaner leaves it"));
            return;
        }
        Flaw gap = new Flaw("base offset " + base, "" + expected + " where the segment before it ends");
        text.damage(1, new Damage(Disk.join(directory, SegmentName.of(base, SegmentName.LOG)), 0, expected, gap).toString());
    }

    private void metadata() {
        if (PartitionMetadata.exists(disk, directory)) {
            try {
                text.line(1, PartitionMetadata.FILE_NAME + ": topic id " + PartitionMetadata.read(disk, directory).topicId());
            } catch (StorageException e) {
                text.line(1, PartitionMetadata.FILE_NAME + ":");
                text.damage(2, e.getMessage());
            }
            text.endFile(2);
        }
    }

    private void epochs() {
        if (!disk.exists(Disk.join(directory, LeaderEpochCache.FILE_NAME))) {
            return;
        }
        try {
            List<EpochEntry> entries = LeaderEpochCache.open(disk, directory).entries();
            text.line(1, LeaderEpochCache.FILE_NAME + ": " + entries.size() + " entries");
            for (EpochEntry entry : entries) {
                text.line(2, "leader epoch " + entry.leaderEpoch() + " starts at offset " + entry.startOffset());
                epochsByStart.put(entry.startOffset(), entry.leaderEpoch());
            }
        } catch (StorageException e) {
            text.line(1, LeaderEpochCache.FILE_NAME + ":");
            text.damage(2, e.getMessage());
        }
        text.endFile(2);
    }

    private void compareEpochs(long logEndOffset) {
        epochsByStart.tailMap(logEndOffset, false).forEach((start, epoch) -> text.damage(2, Disk.join(directory, LeaderEpochCache.FILE_NAME) + ": "
                + new Flaw("leader epoch " + epoch + " from offset " + start + " on", "none above the log end " + logEndOffset)));
        text.endFile(2);
    }

    /** Files that belong to no segment. */
    private void others(List<String> names, List<Long> bases) {
        for (String kind : List.of(SegmentName.INDEX, SegmentName.TIME_INDEX, SegmentName.TRANSACTION_INDEX)) {
            for (long orphan : SegmentName.baseOffsets(names, kind)) {
                if (!bases.contains(orphan)) {
                    text.damage(1, Disk.join(directory, SegmentName.of(orphan, kind)) + ": found an index, expected its log beside it");
                }
            }
        }
        text.endFile(1);
        for (String name : names) {
            fate(name).ifPresent(fate -> text.line(1, name + ": left over; " + fate));
        }
    }

    private static Optional<String> fate(String name) {
        if (name.endsWith(SegmentName.DELETED)) {
            return Optional.of("it was deleted, and goes");
        } else if (name.endsWith(SegmentName.CLEANED) || name.endsWith(".tmp")) {
            return Optional.of("it was not finished, and goes when the log is opened");
        } else if (name.endsWith(SegmentName.SWAP)) {
            return Optional.of("it takes the place of what the cleaner made it from, or goes, when the log is opened");
        }
        return Optional.empty();
    }
}
