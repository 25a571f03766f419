package dev.tidemark.node;

import dev.tidemark.storage.OffsetCheckpoint;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.SortedMap;
import java.util.TreeMap;

/** One of the checkpoint files of a log directory, and what it holds. */
final class Checkpoints {
    private final OffsetCheckpoint file;
    private final SortedMap<TopicPartition, Long> offsets;

    /** @param name {@link OffsetCheckpoint#RECOVERY_POINT} or {@link OffsetCheckpoint#REPLICATION} */
    Checkpoints(Disk disk, String name) throws StorageException {
        this.file = new OffsetCheckpoint(disk, "", name);
        this.offsets = new TreeMap<>(file.read());
    }

    /** The offset on disk, 0 if there is none. */
    long get(TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    void put(TopicPartition partition, long offset) throws StorageException {
        offsets.put(partition, offset);
        file.write(offsets);
    }
}
