package dev.tidemark.simulation;

import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.core.consumer.Assignment.Phase;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.consumer.ConsumerConfig.Reset;
import dev.tidemark.core.consumer.Transition;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The consumers of a run, and what they must agree on: a record that was read at an offset is never another there, for nobody; who does not
 * seek reads every offset once, in order; and nothing that was read is cut away. One reads from the beginning, one seeks again and again.
 */
final class Readers {
    private static final int SEEK_PAUSE_MS = 600;

    private final SimulatedCluster cluster;
    private final ConsumerNode steady;
    private final ConsumerNode seeker;
    private final Map<TopicPartition, List<FetchedRecord>> read = new HashMap<>();
    private final Map<ConsumerNode, Map<TopicPartition, Integer>> compared = new HashMap<>();
    private final SortedMap<TopicPartition, Set<String>> complaints = new TreeMap<>();

    Readers(SimulatedCluster cluster) {
        this.cluster = cluster;
        this.steady = reader("steady", ConsumerConfig.DEFAULT.with(Reset.EARLIEST));
        this.seeker = reader("seeker", ConsumerConfig.DEFAULT.withFetch(200, 100));
        cluster.keepDoing(SEEK_PAUSE_MS, this::seek);
    }

    private ConsumerNode reader(String name, ConsumerConfig config) {
        ConsumerNode reader = cluster.addConsumer(name, config);
        reader.assign(cluster.nowMs(), cluster.plan().partitions());
        compared.put(reader, new HashMap<>());
        return reader;
    }

    private void seek() {
        List<TopicPartition> partitions = cluster.plan().partitions();
        TopicPartition partition = partitions.get(cluster.choices().nextInt(partitions.size()));
        int choice = cluster.choices().nextInt(3);
        if (choice == 0) {
            seeker.seek(cluster.nowMs(), partition, cluster.choices().nextInt(read(partition).size() + 1));
        } else {
            seeker.seek(cluster.nowMs(), partition, choice == 1 ? Reset.EARLIEST : Reset.LATEST);
        }
    }

    /** What was read of a partition, by offset. */
    List<FetchedRecord> read(TopicPartition partition) {
        return read.getOrDefault(partition, List.of());
    }

    /** Compares what was read since the last time. */
    void compare() {
        for (TopicPartition partition : cluster.plan().partitions()) {
            List<FetchedRecord> news = news(steady, partition);
            news.forEach(record -> extend(partition, record));
            news(seeker, partition).forEach(record -> compare(partition, record));
        }
        for (ConsumerNode reader : compared.keySet()) {
            for (Transition.Truncated truncated : reader.truncations()) {
                complain(new TopicPartition(truncated.partition().topic(), truncated.partition().index()), "what was read below offset " + truncated.offset() + " is gone from "
                        + (truncated.divergesAt().isPresent() ? "offset " + truncated.divergesAt().getAsLong() : "an unknown offset") + " on");
            }
        }
    }

    private List<FetchedRecord> news(ConsumerNode reader, TopicPartition partition) {
        List<FetchedRecord> all = reader.records(partition);
        int from = compared.get(reader).getOrDefault(partition, 0);
        compared.get(reader).put(partition, all.size());
        return all.subList(from, all.size());
    }

    private void extend(TopicPartition partition, FetchedRecord record) {
        List<FetchedRecord> known = read.computeIfAbsent(partition, unknown -> new ArrayList<>());
        if (record.offset() == known.size()) {
            known.add(record);
        } else {
            complain(partition, "offset " + record.offset() + " was read behind offset " + (known.size() - 1));
        }
    }

    /** The one that seeks may be ahead of the steady one, which then compares. */
    private void compare(TopicPartition partition, FetchedRecord record) {
        List<FetchedRecord> known = read(partition);
        if (record.offset() < known.size() && !known.get((int) record.offset()).equals(record)) {
            complain(partition, "offset " + record.offset() + ": read " + record.record().text() + " where "
                    + known.get((int) record.offset()).record().text() + " was read before");
        }
    }

    /** Whether the steady one has read up to an offset. */
    boolean hasRead(TopicPartition partition, long endOffset) {
        return steady.position(partition).offset() == endOffset && steady.position(partition).phase() == Phase.FETCHING;
    }

    private void complain(TopicPartition partition, String what) {
        complaints.computeIfAbsent(partition, unknown -> new LinkedHashSet<>()).add(partition + ": " + what);
    }

    /** By partition. */
    SortedMap<TopicPartition, Set<String>> complaints() {
        return complaints;
    }
}
