package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.core.client.Partition;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.simulation.Client.Delivery;
import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a producer was told, held against what was read in the end: every record has one report; what was acknowledged with
 * {@code acks=all} is where its producer was told, unless a loss was announced after the leadership that promised so; what was reported as not written is nowhere; no record is there more often, and no
 * two in another order, than the producer's settings allow.
 */
final class Promises {
    private final Client client;
    private final SortedMap<TopicPartition, PartitionEnd> ends;
    private final Map<String, List<Long>> offsets = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** @param ends of the partitions that have healed */
    Promises(Client client, SortedMap<TopicPartition, PartitionEnd> ends) {
        this.client = client;
        this.ends = ends;
        ends.values().forEach(end -> note(end.records()));
    }

    private void note(List<String> records) {
        for (int offset = 0; offset < records.size(); offset++) {
            if (client.sent().containsKey(records.get(offset))) {
                offsets.computeIfAbsent(records.get(offset), unknown -> new ArrayList<>()).add((long) offset);
            }
        }
    }

    List<String> complaints() {
        Map<String, Integer> reports = new HashMap<>();
        for (DeliveryReport report : client.producer().reports()) {
            reports.merge(report.record().text(), 1, Integer::sum);
            if (report.partition().map(partition -> ends.containsKey(of(partition))).orElse(true)) {
                check(report);
            }
        }
        reports.forEach((record, count) -> expect(count == 1, record + " has " + count + " reports"));
        if (client.keepsOrder()) {
            checkOrder();
        }
        return complaints;
    }

    private void expect(boolean holds, String complaint) {
        if (!holds) {
            complaints.add(complaint);
        }
    }

    private static TopicPartition of(Partition partition) {
        return new TopicPartition(partition.topic(), partition.index());
    }

    private void check(DeliveryReport report) {
        String record = report.record().text();
        List<Long> found = offsets.getOrDefault(record, List.of());
        if (report.isAcknowledged() && client.config().acks() == Acks.ALL && isStillGood(report)) {
            expect(isIn(report), report.partition().orElseThrow() + " at offset " + report.offset() + ": "
                    + record + " was acknowledged with acks=all and is not there");
        }
        expect(report.fate() != Fate.NOT_WRITTEN || found.isEmpty(), record + " was reported as not written (" + report.reason() + "), and is at " + found);
        expect(client.delivery() == Delivery.AT_LEAST_ONCE || found.size() <= 1, record + " of a producer that delivers " + client.delivery() + " is at "
                + found);
    }

    private PartitionEnd end(DeliveryReport report) {
        return ends.get(of(report.partition().orElseThrow()));
    }

    /** Who promised knew of all losses that were announced. */
    private boolean isStillGood(DeliveryReport report) {
        return end(report).lossesAt(report.leaderEpoch()) == end(report).losses();
    }

    private boolean isIn(DeliveryReport report) {
        List<String> records = end(report).records();
        return report.offset() < records.size() && records.get((int) report.offset()).equals(report.record().text());
    }

    /** Acknowledged offsets ascend in the order of sending, in each partition. */
    private void checkOrder() {
        Map<Partition, SortedMap<Integer, DeliveryReport>> inOrder = new HashMap<>();
        client.producer().reports().stream()
                .filter(report -> report.isAcknowledged() && ends.containsKey(of(report.partition().orElseThrow())) && isStillGood(report))
                .forEach(report -> inOrder.computeIfAbsent(report.partition().orElseThrow(), unknown -> new TreeMap<>())
                        .put(client.sent().get(report.record().text()).order(), report));
        inOrder.forEach((partition, reports) -> {
            long last = -1;
            for (DeliveryReport report : reports.values()) {
                expect(report.offset() > last, partition + ": " + report.record().text() + " is at " + report.offset() + ", and what was sent before it at " + last);
                last = report.offset();
            }
        });
    }
}
