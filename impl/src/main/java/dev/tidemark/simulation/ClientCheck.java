package dev.tidemark.simulation;

import dev.tidemark.core.PartitionVersion;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clients hold a cluster to, whatever the specs say: what was read at an offset is never anything else there, nothing is read that was
 * not sent, and when all is well again, producers were told the truth ({@link Promises}). It knows the cluster from outside, through consumers
 * that read all the time ({@link Readers}) and by asking every broker, so that a hole in a spec does not hide a loss. It puts up with losses
 * that are announced, and with no other: readers agree who know of as many losses, and a promise holds if its leader knew of them all.
 */
final class ClientCheck {
    private final SimulatedCluster cluster;
    private final List<Client> clients;
    private final Readers readers;
    private final SortedMap<TopicPartition, List<List<String>>> read = new TreeMap<>(); // by the number of losses that the reader was told of
    private final SortedMap<TopicPartition, Integer> losses = new TreeMap<>();
    private final Set<String> complaints = new LinkedHashSet<>();

    ClientCheck(SimulatedCluster cluster, List<Client> clients) {
        this.cluster = cluster;
        this.clients = List.copyOf(clients);
        this.readers = new Readers(cluster);
        cluster.plan().partitions().forEach(partition -> {
            read.put(partition, new ArrayList<>(List.of(List.of())));
            losses.put(partition, 0);
        });
    }

    /** Reads each partition to its high watermark from every broker that takes itself for its leader. */
    void read() throws StorageException {
        readers.compare();
        for (TopicPartition partition : cluster.plan().partitions()) {
            for (String broker : cluster.plan().brokers()) {
                if (cluster.isUp(broker)) {
                    compare(broker, partition, cluster.broker(broker).readable(partition));
                }
            }
            noteLosses(partition);
        }
    }

    private void compare(String broker, TopicPartition partition, List<String> now) {
        int told = cluster.broker(broker).state(partition).role().losses();
        List<List<String>> histories = read.get(partition);
        while (histories.size() <= told) {
            histories.add(List.of());
        }
        List<String> before = histories.get(told);
        for (int offset = 0; offset < Math.min(before.size(), now.size()); offset++) {
            if (!before.get(offset).equals(now.get(offset))) {
                complaints.add(at(partition, offset) + ": " + broker + " shows " + now.get(offset) + " where " + before.get(offset) + " was read before");
                return;
            }
        }
        if (now.size() > before.size()) {
            histories.set(told, List.copyOf(now));
        }
    }

    private void noteLosses(TopicPartition partition) {
        if (cluster.isUp(SimulatedCluster.CONTROLLER)) {
            losses.put(partition, cluster.decided(partition).current().losses());
        }
    }

    /**
     * Whether clients have all that they may expect of a cluster that has been left in peace: a leader for each partition, every replica in sync and
     * the same, everything committed, no producer that still waits. A partition whose last eligible replica may have lost something has no leader,
     * and never will unless losses are allowed: of that one nothing is expected.
     */
    boolean isAllWell() throws StorageException {
        for (TopicPartition partition : cluster.plan().partitions()) {
            if (!isGivenUp(partition) && !isWell(partition)) {
                return false;
            }
        }
        return cluster.plan().partitions().stream().anyMatch(this::isGivenUp) || clients.stream().allMatch(client -> client.producer().isIdle());
    }

    private boolean isWell(TopicPartition partition) throws StorageException {
        if (!cluster.isEverythingUp()) {
            return false;
        }
        PartitionVersion version = cluster.decided(partition).current();
        if (!version.isr().containsAll(version.replicas()) || version.leader().isEmpty() || version.isReassigning()) {
            return false;
        }
        List<String> records = cluster.broker(version.leader().get()).records(partition);
        for (String broker : version.replicas()) {
            boolean isCommitted = cluster.broker(broker).state(partition).highWatermark() == records.size();
            if (!isCommitted || !cluster.broker(broker).records(partition).equals(records)) {
                return false;
            }
        }
        return readers.hasRead(partition, records.size());
    }

    /** Whether no replica is left that holds all that was committed. */
    private boolean isGivenUp(TopicPartition partition) {
        return cluster.isUp(SimulatedCluster.CONTROLLER) && cluster.decided(partition).current().isr().isEmpty()
                && cluster.decided(partition).current().elr().isEmpty();
    }

    /** Whether nothing will happen any more: every partition waits for a replica that nobody has. */
    boolean isAllGivenUp() {
        return cluster.plan().partitions().stream().allMatch(this::isGivenUp);
    }

    /** Whether a loss was announced: consumers who were ahead of it may have read what is gone, and are told so. */
    private boolean hasLost(TopicPartition partition) {
        return losses.get(partition) > 0;
    }

    /** All that was found wrong, once the cluster has healed as far as it will. */
    List<String> complaints(boolean hasHealed) throws StorageException {
        read();
        if (!hasHealed) {
            complaints.add("left in peace for " + Simulation.HEALING_MS + " ms the cluster has not healed: " + standing());
        }
        readers.complaints().forEach((partition, found) -> complaints.addAll(hasLost(partition) ? Set.of() : found));
        SortedMap<TopicPartition, PartitionEnd> ends = new TreeMap<>();
        cluster.plan().partitions().stream().filter(partition -> hasHealed && !isGivenUp(partition))
                .forEach(partition -> ends.put(partition, new PartitionEnd(whole(partition), cluster.decided(partition).metadataLog())));
        clients.forEach(client -> complaints.addAll(new Promises(client, ends).complaints()));
        read.forEach((partition, histories) -> histories.stream().flatMap(List::stream).filter(record -> !wasSent(partition, record))
                .forEach(record -> complaints.add(partition.directory() + ": " + record + " was read, and never sent")));
        compareWithReaders();
        return List.copyOf(complaints);
    }

    /** What a consumer has read from the beginning; it may have read what a loss took, and then brokers know better. */
    private List<String> whole(TopicPartition partition) {
        List<List<String>> histories = read.get(partition);
        return hasLost(partition) ? histories.get(histories.size() - 1) : handed(partition);
    }

    private List<String> handed(TopicPartition partition) {
        return readers.read(partition).stream().map(record -> record.record().text()).toList();
    }

    /** What consumers were handed is what brokers show. */
    private void compareWithReaders() {
        for (TopicPartition partition : cluster.plan().partitions()) {
            List<String> shown = read.get(partition).get(0);
            List<String> handed = handed(partition);
            int common = Math.min(handed.size(), shown.size());
            if (!hasLost(partition) && !handed.subList(0, common).equals(shown.subList(0, common))) {
                complaints.add(partition.directory() + ": a consumer was handed " + handed + ", and brokers showed " + shown);
            }
        }
    }

    private boolean wasSent(TopicPartition partition, String record) {
        return clients.stream().map(client -> client.sent().get(record)).filter(Objects::nonNull)
                .anyMatch(sent -> sent.partition().isEmpty() || sent.partition().equals(Optional.of(partition)));
    }

    private String standing() {
        List<String> standing = new ArrayList<>();
        for (TopicPartition partition : cluster.plan().partitions()) {
            PartitionVersion version = cluster.decided(partition).current();
            Map<String, Long> highWatermarks = new TreeMap<>();
            cluster.plan().brokers().stream().filter(cluster::isUp)
                    .forEach(broker -> highWatermarks.put(broker, cluster.broker(broker).state(partition).highWatermark()));
            standing.add(partition.directory() + " has leader " + version.leader().orElse("none") + ", ISR " + version.isr() + ", ELR " + version.elr() + ", replicas " + version.replicas() + ", high watermarks " + highWatermarks);
        }
        return String.join("; ", standing) + "; idle producers: " + clients.stream().filter(client -> client.producer().isIdle()).count() + " of " + clients.size();
    }

    private static String at(TopicPartition partition, long offset) {
        return partition.directory() + " at offset " + offset;
    }
}
