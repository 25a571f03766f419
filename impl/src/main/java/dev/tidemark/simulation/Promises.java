package dev.tidemark.simulation;

import dev.tidemark.core.Acks;
import dev.tidemark.core.client.FetchedRecord;
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
 * {@code acks=all} is where its producer was told; what was reported as not written is nowhere; no record is there more often, and no
 * two in another order, than the producer's settings allow.
 */
final class Promises {
    private final Client client;
    private final SortedMap<TopicPartition, List<FetchedRecord>> read;
    private final Map<String, List<Long>> offsets = new HashMap<>();
    private final List<String> complaints = new ArrayList<>();

    /** @param read of each partition that has healed, all that is committed */
    Promises(Client client, SortedMap<TopicPartition, List<FetchedRecord>> read) {
        this.client = client;
        this.read = read;
        read.values().forEach(records -> records.stream().filter(record -> client.sent().containsKey(record.record().text()))
                .forEach(record -> offsets.computeIfAbsent(record.record().text(), unknown -> new ArrayList<>()).add(record.offset())));
    }

    List<String> complaints() {
        Map<String, Integer> reports = new HashMap<>();
        for (DeliveryReport report : client.producer().reports()) {
            reports.merge(report.record().text(), 1, Integer::sum);
            if (report.partition().map(partition -> read.containsKey(of(partition))).orElse(true)) {
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
        if (report.isAcknowledged() && client.config().acks() == Acks.ALL) {
            expect(found.contains(report.offset()) && isIn(report), report.partition().orElseThrow() + " at offset " + report.offset() + ": "
                    + record + " was acknowledged with acks=all and is not there");
        }
        expect(report.fate() != Fate.NOT_WRITTEN || found.isEmpty(), record + " was reported as not written (" + report.reason() + "), and is at " + found);
        expect(client.delivery() == Delivery.AT_LEAST_ONCE || found.size() <= 1, record + " of a producer that delivers " + client.delivery() + " is at "
                + found);
    }

    private boolean isIn(DeliveryReport report) {
        List<FetchedRecord> records = read.get(of(report.partition().orElseThrow()));
        return report.offset() < records.size() && records.get((int) report.offset()).record().text().equals(report.record().text());
    }

    /** Acknowledged offsets ascend in the order of sending, in each partition. */
    private void checkOrder() {
        Map<Partition, SortedMap<Integer, DeliveryReport>> inOrder = new HashMap<>();
        client.producer().reports().stream().filter(DeliveryReport::isAcknowledged).forEach(report -> inOrder
                .computeIfAbsent(report.partition().orElseThrow(), unknown -> new TreeMap<>())
                .put(client.sent().get(report.record().text()).order(), report));
        inOrder.keySet().removeIf(partition -> !read.containsKey(of(partition)));
        inOrder.forEach((partition, reports) -> {
            long last = -1;
            for (DeliveryReport report : reports.values()) {
                expect(report.offset() > last, partition + ": " + report.record().text() + " is at " + report.offset() + ", and what was sent before it at " + last);
                last = report.offset();
            }
        });
    }
}
