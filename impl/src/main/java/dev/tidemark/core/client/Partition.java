package dev.tidemark.core.client;

import java.util.Comparator;

/** A partition of a topic, as clients name it. */
public record Partition(String topic, int index) implements Comparable<Partition> {
    private static final Comparator<Partition> ORDER = Comparator.comparing(Partition::topic).thenComparingInt(Partition::index);

    @Override
    public int compareTo(Partition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return topic + "-" + index;
    }
}
