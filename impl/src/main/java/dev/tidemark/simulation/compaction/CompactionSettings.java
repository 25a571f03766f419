package dev.tidemark.simulation.compaction;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.cleaner.CleanerConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What a world of compacted logs is like.
 *
 * @param partitionCount how many partitions of a topic there are
 * @param readers        who reads each of them
 * @param producers      how many producers write in transactions
 * @param mapCapacity    how many keys the cleaner's map takes
 * @param ioBufferBytes  how much the cleaner reads in a step
 */
record CompactionSettings(LogConfig config, int partitionCount, List<String> readers, int producers, int mapCapacity, int ioBufferBytes) {
    private static final int SLOT_BYTES = 24;

    /** One partition, one producer, a reader, a map that is large enough; cleaned as soon as there is something to clean. */
    static CompactionSettings of(Map<String, String> changed) {
        Map<String, String> settings = new TreeMap<>(Map.of(LogConfig.CLEANUP_POLICY, "compact", LogConfig.MIN_CLEANABLE_DIRTY_RATIO, "0",
                LogConfig.DELETE_RETENTION_MS, "1000", LogConfig.FILE_DELETE_DELAY_MS, "60000"));
        settings.putAll(changed);
        return new CompactionSettings(LogConfig.of(settings), 1, List.of("slow"), 1, 20, 1 << 20);
    }

    CompactionSettings withPartitions(int count) {
        return new CompactionSettings(config, count, readers, producers, mapCapacity, ioBufferBytes);
    }

    CompactionSettings withReaders(String... names) {
        return new CompactionSettings(config, partitionCount, List.of(names), producers, mapCapacity, ioBufferBytes);
    }

    CompactionSettings withProducers(int count) {
        return new CompactionSettings(config, partitionCount, readers, count, mapCapacity, ioBufferBytes);
    }

    CompactionSettings withMapCapacity(int keys) {
        return new CompactionSettings(config, partitionCount, readers, producers, keys, ioBufferBytes);
    }

    CompactionSettings withIoBufferBytes(int bytes) {
        return new CompactionSettings(config, partitionCount, readers, producers, mapCapacity, bytes);
    }

    List<TopicPartition> partitions() {
        return IntStream.range(0, partitionCount).mapToObj(number -> new TopicPartition("prices", number)).toList();
    }

    /** One slot of the map stays free. */
    CleanerConfig cleanerConfig() {
        return new CleanerConfig(true, 1, (long) SLOT_BYTES * (mapCapacity + 1), 1, ioBufferBytes, Double.MAX_VALUE, 0);
    }
}
