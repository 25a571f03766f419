package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** One of the checkpoint files of a log directory, and what it holds. */
public final class Checkpoints {
    private final OffsetCheckpoint file;
    private final DirectoryHealth health;
    private final String name;
    private final SortedMap<TopicPartition, Long> offsets;

    Checkpoints(Disk disk, String name, DirectoryHealth health) throws StorageException {
        this.file = new OffsetCheckpoint(disk, "", name);
        this.health = health;
        this.name = name;
        this.offsets = new TreeMap<>(file.read());
    }

    /** The offset on disk, 0 if there is none. */
    public synchronized long get(TopicPartition partition) {
        return offsets.getOrDefault(partition, 0L);
    }

    /** The offset on disk; empty if there is none. */
    synchronized OptionalLong find(TopicPartition partition) {
        Long offset = offsets.get(partition);
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** Durable on return. */
    public void put(TopicPartition partition, long offset) throws StorageException {
        putAll(Map.of(partition, offset));
    }

    /** Writes the file if it would say something else than it does; durable on return. */
    synchronized void putAll(Map<TopicPartition, Long> changed) throws StorageException {
        SortedMap<TopicPartition, Long> next = new TreeMap<>(offsets);
        next.putAll(changed);
        if (!next.equals(offsets)) {
            health.change(name, () -> file.write(next));
            offsets.putAll(changed);
        }
    }

    synchronized void remove(TopicPartition partition) throws StorageException {
        if (offsets.containsKey(partition)) {
            SortedMap<TopicPartition, Long> next = new TreeMap<>(offsets);
            next.remove(partition);
            health.change(name, () -> file.write(next));
            offsets.remove(partition);
        }
    }
}
