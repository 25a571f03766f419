package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One offset for each partition of a log directory, in a text file of Kafka's format ({@code topic partition offset}). It is as old as its
 * last {@link #write}: whoever moves an offset back (truncation) writes before appending again.
 */
public final class OffsetCheckpoint {
    /** Up to here the log was flushed. */
    public static final String RECOVERY_POINT = "recovery-point-offset-checkpoint";
    /** High watermarks. */
    public static final String REPLICATION = "replication-offset-checkpoint";

    /** Where logs begin. */
    public static final String LOG_START = "log-start-offset-checkpoint";
    /** Up to where logs are compacted. */
    public static final String CLEANER = "cleaner-offset-checkpoint";

    private final CheckpointFile file;

    /** @param name one of the four above */
    public OffsetCheckpoint(Disk disk, String logDirectory, String name) {
        this.file = new CheckpointFile(disk, Disk.join(logDirectory, name));
    }

    /** The offsets; none if the file does not exist. */
    public SortedMap<TopicPartition, Long> read() throws StorageException {
        SortedMap<TopicPartition, Long> offsets = new TreeMap<>();
        List<String[]> lines = file.exists() ? file.read(3) : List.of();
        for (int i = 0; i < lines.size(); i++) {
            String[] line = lines.get(i);
            TopicPartition partition = new TopicPartition(line[0], (int) file.entryNumber(line[1], i, Integer.MAX_VALUE));
            long offset = file.entryNumber(line[2], i, Long.MAX_VALUE);
            if (offsets.containsKey(partition)) {
                throw file.entryError(i, partition + " a second time", "each partition once");
            }
            offsets.put(partition, offset);
        }
        return Collections.unmodifiableSortedMap(offsets);
    }

    /** Replaces the file atomically and durably. */
    public void write(Map<TopicPartition, Long> offsets) throws StorageException {
        file.write(new TreeMap<>(offsets).entrySet().stream()
                .map(entry -> entry.getKey().topic() + " " + entry.getKey().partition() + " " + entry.getValue()).toList());
    }
}
