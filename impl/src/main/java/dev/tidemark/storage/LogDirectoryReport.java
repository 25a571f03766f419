package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is in a log directory, or in the directory of one partition, in Kafka's format, and what of it is damaged. It changes nothing and
 * trusts nothing: damaged content is a line of the report. It repairs nothing and refuses to guess what was lost.
 *
 * @param lines   the whole report, damages included where they were met
 * @param damages one line each: file, place, found, expected
 */
public record LogDirectoryReport(List<String> lines, List<String> damages) {
    private static final List<String> CHECKPOINTS = List.of(OffsetCheckpoint.RECOVERY_POINT, OffsetCheckpoint.REPLICATION);

    public LogDirectoryReport {
        lines = List.copyOf(lines);
        damages = List.copyOf(damages);
    }

    /**
     * Reports on a directory; empty if it is no log directory and no partition directory.
     *
     * @param disk best one that is {@linkplain RealDisk#readOnlyAt read-only}
     * @throws StorageException if the disk cannot read; never for what it reads
     */
    public static Optional<LogDirectoryReport> of(Disk disk, String directory) throws StorageException {
        if (!disk.isDirectory(directory)) {
            return Optional.empty();
        }
        ReportText text = new ReportText();
        if (isPartition(disk, directory)) {
            new PartitionReport(disk, directory, text).write(Optional.empty());
            return Optional.of(text.report());
        }
        SortedMap<TopicPartition, String> partitions = partitions(disk, directory);
        if (partitions.isEmpty() && CHECKPOINTS.stream().noneMatch(name -> disk.exists(Disk.join(directory, name)))) {
            return Optional.empty();
        }
        Map<TopicPartition, Long> recoveryPoints = checkpoints(disk, directory, text);
        for (Map.Entry<TopicPartition, String> partition : partitions.entrySet()) {
            new PartitionReport(disk, partition.getValue(), text).write(Optional.ofNullable(recoveryPoints.get(partition.getKey())));
        }
        return Optional.of(text.report());
    }

    private static boolean isPartition(Disk disk, String directory) throws StorageException {
        return !SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG).isEmpty();
    }

    private static SortedMap<TopicPartition, String> partitions(Disk disk, String directory) throws StorageException {
        SortedMap<TopicPartition, String> partitions = new TreeMap<>();
        for (String name : disk.list(directory)) {
            String path = Disk.join(directory, name);
            Optional<TopicPartition> partition = TopicPartition.ofDirectory(name);
            if (partition.isPresent() && disk.isDirectory(path) && isPartition(disk, path)) {
                partitions.put(partition.get(), path);
            }
        }
        return partitions;
    }

    /** Writes the checkpoints; returns the recovery points. */
    private static Map<TopicPartition, Long> checkpoints(Disk disk, String directory, ReportText text) throws StorageException {
        SortedMap<TopicPartition, Long> recoveryPoints = new TreeMap<>();
        for (String name : CHECKPOINTS) {
            if (!disk.exists(Disk.join(directory, name))) {
                continue;
            }
            try {
                SortedMap<TopicPartition, Long> offsets = new OffsetCheckpoint(disk, directory, name).read();
                text.line(0, name + ": " + offsets.size() + " entries");
                offsets.forEach((partition, offset) -> text.line(1, partition + ": offset " + offset));
                if (name.equals(OffsetCheckpoint.RECOVERY_POINT)) {
                    recoveryPoints.putAll(offsets);
                }
            } catch (StorageException e) {
                text.line(0, name + ":");
                text.damage(1, e.getMessage());
            }
        }
        return recoveryPoints;
    }
}
