package dev.tidemark.core.producer;

import dev.tidemark.core.client.Partition;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where records without a key go (KIP-480, KIP-794): all to one partition until a batch of it is complete, then to another at random, so that
 * batches fill even when records are few. The random numbers are SplitMix64's of a seed: the core draws none of its own.
 */
public record StickyPartitions(SortedMap<String, Partition> current, long seed) {
    private static final long GAMMA = 0x9e3779b97f4a7c15L;

    public StickyPartitions {
        current = Collections.unmodifiableSortedMap(new TreeMap<>(current));
    }

    static StickyPartitions of(long seed) {
        return new StickyPartitions(new TreeMap<>(), seed);
    }

    /** Chooses for a topic that has no choice yet. */
    StickyPartitions choose(String topic, List<Partition> partitions) {
        if (current.containsKey(topic) && partitions.contains(current.get(topic))) {
            return this;
        }
        SortedMap<String, Partition> chosen = new TreeMap<>(current);
        chosen.put(topic, partitions.get((int) Long.remainderUnsigned(mixed(seed + GAMMA), partitions.size())));
        return new StickyPartitions(chosen, seed + GAMMA);
    }

    /** A batch of a partition is complete: who stuck to it chooses anew. */
    StickyPartitions leave(Partition partition) {
        SortedMap<String, Partition> left = new TreeMap<>(current);
        left.remove(partition.topic(), partition);
        return new StickyPartitions(left, seed);
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
