package dev.tidemark.node;

import static dev.tidemark.traces.DeliveryVocabulary.ELAPSE;
import static dev.tidemark.traces.DeliveryVocabulary.OVER;
import static dev.tidemark.traces.DeliveryVocabulary.REPORT;
import static dev.tidemark.traces.DeliveryVocabulary.REPORTS;
import static dev.tidemark.traces.DeliveryVocabulary.SEND;
import static dev.tidemark.traces.DeliveryVocabulary.SENT;
import static dev.tidemark.traces.DeliveryVocabulary.WRITE_BATCH;

import dev.tidemark.core.client.Partition;
import dev.tidemark.core.producer.DeliveryReport;
import dev.tidemark.core.producer.DeliveryReport.Fate;
import dev.tidemark.core.producer.Outgoing;
import dev.tidemark.traces.Change;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells what becomes of the records of one producer: that each was sent, how it ended, and that its time is over. */
final class DeliveryTrace {
    private final Tracer tracer;
    private final String producer;
    private final long timeoutMs;
    private final Set<Long> sent = new HashSet<>();
    private final Deque<Running> running = new ArrayDeque<>();

    /** A record whose time runs; all have as much, so that they end in the order in which they began. */
    private record Running(Partition partition, String text, long endMs) { }

    /** How records of one partition ended. */
    private record End(Partition partition, Fate fate) { }

    /** @param timeoutMs {@code delivery.timeout.ms} */
    DeliveryTrace(Tracer tracer, String producer, long timeoutMs) {
        this.tracer = tracer;
        this.producer = producer;
        this.timeoutMs = timeoutMs;
    }

    /** A leader has written a batch. */
    static void written(Tracer tracer, String broker, String scope, List<String> texts) {
        tracer.emit(broker, scope, WRITE_BATCH.with(new TreeSet<>(texts)), Map.of());
    }

    /** A record has its place in a batch, and its time runs. */
    void sent(long nowMs, Partition partition, Outgoing record) {
        sent.add(record.id());
        running.add(new Running(partition, record.record().text(), nowMs + timeoutMs));
        tellSent(partition, record.record().text());
    }

    private void tellSent(Partition partition, String text) {
        tracer.emit(producer, partition.toString(), SEND.with(text), Map.of(SENT, Change.exchange(List.of(text), List.of())));
    }

    /** What was refused before it had a place is sent and reported at once; nobody tells of what never had a partition. */
    void reported(List<DeliveryReport> reports) {
        Map<End, Set<String>> ends = new LinkedHashMap<>();
        for (DeliveryReport report : reports) {
            report.partition().ifPresent(partition -> {
                if (sent.add(report.id())) {
                    tellSent(partition, report.record().text());
                }
                ends.computeIfAbsent(new End(partition, report.fate()), unseen -> new TreeSet<>()).add(report.record().text());
            });
        }
        ends.forEach((end, texts) -> {
            String fate = word(end.fate);
            List<Map<String, String>> told = texts.stream().map(text -> Map.of("record", text, "fate", fate)).toList();
            tracer.emit(producer, end.partition.toString(), REPORT.with(texts, fate), Map.of(REPORTS, Change.exchange(told, List.of())));
        });
    }

    private static String word(Fate fate) {
        return switch (fate) {
            case WRITTEN -> "written";
            case PERHAPS_WRITTEN -> "perhaps";
            case NOT_WRITTEN -> "not written";
        };
    }

    /** The producer has done what was due at this time of its clock. */
    void elapsed(long nowMs) {
        Map<Partition, Set<String>> over = new LinkedHashMap<>();
        for (Running first = running.peek(); first != null && first.endMs <= nowMs; first = running.peek()) {
            running.remove();
            over.computeIfAbsent(first.partition, unseen -> new TreeSet<>()).add(first.text);
        }
        over.forEach((partition, texts) -> tracer.emit(producer, partition.toString(), ELAPSE.with(texts),
                Map.of(OVER, Change.exchange(List.copyOf(texts), List.of()))));
    }
}
