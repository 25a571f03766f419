package dev.tidemark.core.client;

import dev.tidemark.core.client.ClientResponse.PartitionMetadata;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a client knows of a cluster, and how it learns more: it asks one broker after the other, and believes no answer that is older than
 * what it knows (KIP-320).
 *
 * @param bootstrap  the brokers to ask ({@code bootstrap.servers})
 * @param partitions who leads them, as far as known
 * @param isStale    whether something it relied on turned out to be wrong, or time has come to ask again
 * @param question   the request that is under way
 * @param askAtMs    not before this time
 * @param asked      how often it has asked: whom it asks next
 */
public record ClusterView(List<String> bootstrap, SortedMap<Partition, PartitionMetadata> partitions, boolean isStale,
                          Optional<Question> question, long askAtMs, int asked) {
    public ClusterView {
        bootstrap = List.copyOf(bootstrap);
        partitions = Collections.unmodifiableSortedMap(new TreeMap<>(partitions));
    }

    /** A request for metadata, and when to give it up. */
    public record Question(long id, String broker, long deadlineMs) { }

    /** Nothing is known yet. */
    public static ClusterView of(List<String> bootstrap) {
        return new ClusterView(bootstrap, new TreeMap<>(), true, Optional.empty(), 0, 0);
    }

    public Optional<String> leader(Partition partition) {
        return Optional.ofNullable(partitions.get(partition)).flatMap(PartitionMetadata::leader);
    }

    /** The leader epoch, -1 if unknown. */
    public int leaderEpoch(Partition partition) {
        return partitions.containsKey(partition) ? partitions.get(partition).leaderEpoch() : -1;
    }

    public List<Partition> partitionsOf(String topic) {
        return partitions.keySet().stream().filter(partition -> partition.topic().equals(topic)).toList();
    }

    /** Something that was known is wrong. */
    public ClusterView stale() {
        return new ClusterView(bootstrap, partitions, true, question, askAtMs, asked);
    }

    /** Whether it is time to ask: at once if what is known is wrong, else when it has reached a certain age. */
    public boolean asksAt(long nowMs, long maxAgeMs) {
        return question.isEmpty() && nowMs >= (isStale ? askAtMs : askAtMs + maxAgeMs);
    }

    /** Whom to ask next. */
    public String target() {
        return bootstrap.get(Math.floorMod(asked, bootstrap.size()));
    }

    public ClusterView asking(long id, long deadlineMs) {
        return new ClusterView(bootstrap, partitions, isStale, Optional.of(new Question(id, target(), deadlineMs)), askAtMs, asked + 1);
    }

    public boolean isAnswer(long id) {
        return question.isPresent() && question.get().id() == id;
    }

    /** The question came to nothing. */
    public ClusterView unanswered(long nextAtMs) {
        return new ClusterView(bootstrap, partitions, true, Optional.empty(), nextAtMs, asked);
    }

    /** Takes what is not older than what is known; if nothing is, or a leader is missing, it has to ask again. */
    public ClusterView learn(ClientResponse.Metadata answer, long nextAtMs) {
        SortedMap<Partition, PartitionMetadata> newer = new TreeMap<>(partitions);
        boolean isComplete = !answer.partitions().isEmpty();
        for (SortedMap.Entry<Partition, PartitionMetadata> told : answer.partitions().entrySet()) {
            boolean isNews = told.getValue().leaderEpoch() >= leaderEpoch(told.getKey());
            if (isNews) {
                newer.put(told.getKey(), told.getValue());
            }
            isComplete &= isNews && told.getValue().leader().isPresent();
        }
        return new ClusterView(bootstrap, newer, !isComplete, Optional.empty(), nextAtMs, asked);
    }
}
