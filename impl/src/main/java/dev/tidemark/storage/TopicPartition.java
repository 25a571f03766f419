package dev.tidemark.storage;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A partition of a topic; on disk the directory {@code topic-partition}. */
public record TopicPartition(String topic, int partition) implements Comparable<TopicPartition> {
    private static final Pattern DIRECTORY = Pattern.compile("([a-zA-Z0-9._-]+)-([0-9]{1,9})");
    private static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition);

    public String directory() {
        return topic + "-" + partition;
    }

    public static Optional<TopicPartition> ofDirectory(String name) {
        Matcher matcher = DIRECTORY.matcher(name);
        return matcher.matches()
                ? Optional.of(new TopicPartition(matcher.group(1), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public int compareTo(TopicPartition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return directory();
    }
}
