package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * What is in a log directory, in the directory of one partition, or in one that holds several log directories, in Kafka's format, and what of it is
 * damaged. It changes nothing and trusts nothing: damaged content is a line of the report. It repairs nothing and refuses to guess what was lost.
 *
 * @param lines   the whole report, damages included where they were met
 * @param damages one line each: file, place, found, expected
 */
public record LogDirectoryReport(List<String> lines, List<String> damages) {
    private static final List<String> CHECKPOINTS =
            List.of(OffsetCheckpoint.RECOVERY_POINT, OffsetCheckpoint.REPLICATION, OffsetCheckpoint.LOG_START, OffsetCheckpoint.CLEANER);

    public LogDirectoryReport {
        lines = List.copyOf(lines);
        damages = List.copyOf(damages);
    }

    /** All of a small directory, with its batches; see {@link #write}. */
    public static Optional<LogDirectoryReport> of(Disk disk, String directory) throws StorageException {
        List<String> lines = new ArrayList<>();
        List<String> damages = new ArrayList<>();
        ReportText text = new ReportText(ReportDetail.BATCHES, lines::add, damages::add);
        return write(disk, directory, text) ? Optional.of(new LogDirectoryReport(lines, damages)) : Optional.empty();
    }

    /**
     * Reports on a directory, line by line.
     *
     * @param disk best one that is {@linkplain RealDisk#readOnlyAt read-only}
     * @return how many places are damaged; empty if it is no such directory
     * @throws StorageException if the disk cannot read; never for what it reads
     */
    public static OptionalLong write(Disk disk, String directory, ReportDetail detail, Consumer<String> out) throws StorageException {
        AtomicLong damages = new AtomicLong();
        boolean isOne = write(disk, directory, new ReportText(detail, out, damage -> damages.incrementAndGet()));
        return isOne ? OptionalLong.of(damages.get()) : OptionalLong.empty();
    }

    private static boolean write(Disk disk, String directory, ReportText text) throws StorageException {
        if (!disk.isDirectory(directory)) {
            return false;
        } else if (isPartition(disk, directory)) {
            new PartitionReport(disk, directory, Optional.empty(), Optional.empty(), text).write();
            return true;
        } else if (isLogDirectory(disk, directory)) {
            new LogDirectoryReport.OfOne(disk, directory, text).write();
            return true;
        }
        boolean hasSome = false;
        for (String name : disk.list(directory)) {
            String path = Disk.join(directory, name);
            if (disk.isDirectory(path) && isLogDirectory(disk, path)) {
                text.line(0, (hasSome ? "\n" : "") + "log directory " + path);
                new LogDirectoryReport.OfOne(disk, path, text).write();
                hasSome = true;
            }
        }
        return hasSome;
    }

    private static boolean isPartition(Disk disk, String directory) throws StorageException {
        return !SegmentName.baseOffsets(disk.list(directory), SegmentName.LOG).isEmpty();
    }

    private static boolean isLogDirectory(Disk disk, String directory) throws StorageException {
        return !partitions(disk, directory).isEmpty() || CHECKPOINTS.stream().anyMatch(name -> disk.exists(Disk.join(directory, name)))
                || disk.exists(Disk.join(directory, MetaProperties.FILE_NAME));
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

    /** The report on one log directory. */
    private record OfOne(Disk disk, String directory, ReportText text, Map<String, SortedMap<TopicPartition, Long>> checkpoints) {
        private OfOne(Disk disk, String directory, ReportText text) {
            this(disk, directory, text, new HashMap<>());
        }

        private void write() throws StorageException {
            identity();
            for (String name : CHECKPOINTS) {
                checkpoint(name);
            }
            Map<TopicPartition, Long> ends = new TreeMap<>();
            for (Map.Entry<TopicPartition, String> partition : partitions(disk, directory).entrySet()) {
                Optional<Long> cleaned = checkpointed(OffsetCheckpoint.CLEANER, partition.getKey());
                Optional<Long> end = new PartitionReport(disk, partition.getValue(), checkpointed(OffsetCheckpoint.RECOVERY_POINT, partition.getKey()),
                        checkpoints.containsKey(OffsetCheckpoint.CLEANER) ? Optional.of(cleaned.orElse(0L)) : Optional.empty(), text).write();
                end.ifPresent(offset -> ends.put(partition.getKey(), offset));
            }
            ends.forEach(this::compare);
        }

        private void identity() throws StorageException {
            if (disk.exists(path(MetaProperties.FILE_NAME))) {
                try {
                    MetaProperties meta = MetaProperties.read(disk, directory);
                    text.line(0, MetaProperties.FILE_NAME + ": cluster " + meta.clusterId() + ", node " + meta.nodeId() + ", directory " + meta.directoryId());
                } catch (StorageException e) {
                    text.line(0, MetaProperties.FILE_NAME + ":");
                    text.damage(1, e.getMessage());
                }
                text.endFile(1);
            }
            if (disk.exists(path(CleanShutdown.FILE_NAME))) {
                text.line(0, CleanShutdown.FILE_NAME + CleanShutdown.read(disk, directory).map(epoch -> ": shut down in peace by broker epoch " + epoch).orElse(":"));
                if (CleanShutdown.read(disk, directory).isEmpty()) {
                    text.damage(1, path(CleanShutdown.FILE_NAME) + ": found something else, expected version 0 and a broker epoch; it proves nothing");
                }
                text.endFile(1);
            }
        }

        private void checkpoint(String name) throws StorageException {
            checkpoints.put(name, new TreeMap<>());
            if (!disk.exists(path(name))) {
                return;
            }
            try {
                SortedMap<TopicPartition, Long> offsets = new OffsetCheckpoint(disk, directory, name).read();
                text.line(0, name + ": " + offsets.size() + " entries");
                offsets.forEach((partition, offset) -> text.line(1, partition + ": offset " + offset));
                checkpoints.put(name, offsets);
            } catch (StorageException e) {
                text.line(0, name + ":");
                text.damage(1, e.getMessage());
                checkpoints.remove(name);
            }
            text.endFile(1);
        }

        private Optional<Long> checkpointed(String name, TopicPartition partition) {
            return Optional.ofNullable(checkpoints.getOrDefault(name, new TreeMap<>()).get(partition));
        }

        /** Nothing that is noted of a log lies beyond it. */
        private void compare(TopicPartition partition, long logEndOffset) {
            for (String name : CHECKPOINTS) {
                checkpointed(name, partition).filter(offset -> offset > logEndOffset).ifPresent(offset -> text.damage(0,
                        path(name) + ": " + partition + ": " + new Flaw("offset " + offset, "at most " + logEndOffset + ", where the log ends")));
            }
            text.endFile(0);
        }

        private String path(String name) {
            return Disk.join(directory, name);
        }
    }
}
