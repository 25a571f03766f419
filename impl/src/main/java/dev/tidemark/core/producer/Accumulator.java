package dev.tidemark.core.producer;

import dev.tidemark.core.client.Partition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Batches that wait to be sent, of each partition the oldest first; the last may still grow.
 *
 * @param queues      without empty ones
 * @param nextBatchId of the next batch that is begun
 */
public record Accumulator(SortedMap<Partition, List<Batch>> queues, long nextBatchId) {
    private static final Comparator<Batch> IN_ORDER = Comparator.comparingLong(Batch::id);

    static final Accumulator EMPTY = new Accumulator(new TreeMap<>(), 0);

    public Accumulator {
        SortedMap<Partition, List<Batch>> copies = new TreeMap<>();
        queues.forEach((partition, batches) -> {
            if (!batches.isEmpty()) {
                copies.put(partition, List.copyOf(batches));
            }
        });
        queues = Collections.unmodifiableSortedMap(copies);
    }

    List<Batch> queue(Partition partition) {
        return queues.getOrDefault(partition, List.of());
    }

    Optional<Batch> first(Partition partition) {
        return queue(partition).stream().findFirst();
    }

    private Optional<Batch> open(Partition partition) {
        List<Batch> queue = queue(partition);
        return queue.isEmpty() || queue.get(queue.size() - 1).isClosed() ? Optional.empty() : Optional.of(queue.get(queue.size() - 1));
    }

    /** Whether a record would begin a batch, because there is none or it is full. */
    boolean wouldBegin(Partition partition, Outgoing record, int batchSize) {
        return open(partition).filter(batch -> batch.sizeInBytes() + record.sizeInBytes() <= batchSize).isEmpty();
    }

    Accumulator append(Partition partition, Outgoing record, int batchSize, long nowMs) {
        List<Batch> queue = new ArrayList<>(queue(partition));
        Optional<Batch> open = open(partition);
        if (!wouldBegin(partition, record, batchSize)) {
            queue.set(queue.size() - 1, open.orElseThrow().with(record));
            return with(partition, queue, nextBatchId);
        }
        open.ifPresent(full -> queue.set(queue.size() - 1, full.closed()));
        queue.add(Batch.of(nextBatchId, partition, record, nowMs));
        return with(partition, queue, nextBatchId + 1);
    }

    /** Whether a batch may go: it is full, or has waited long enough for more, or its pause after a failure is over. */
    static boolean isReady(Batch batch, ProducerConfig config, long nowMs, boolean isBlocked) {
        if (batch.attempts() > 0) {
            return batch.notBeforeMs() <= nowMs;
        }
        boolean isFull = batch.isClosed() || batch.sizeInBytes() >= config.batchSize();
        return isFull || isBlocked || nowMs - batch.createdAtMs() >= config.lingerMs();
    }

    Accumulator without(Batch batch) {
        return with(batch.partition(), queue(batch.partition()).stream().filter(other -> other.id() != batch.id()).toList(), nextBatchId);
    }

    /** Puts a batch back to be sent again: before those that were never sent, and among those that were, in the order of creation if that matters. */
    Accumulator putBack(Batch batch, boolean inOrder) {
        List<Batch> queue = new ArrayList<>(queue(batch.partition()));
        queue.add(0, batch);
        if (inOrder) {
            queue.sort(IN_ORDER);
        }
        return with(batch.partition(), queue, nextBatchId);
    }

    /** Puts a batch in the place of what it was before. */
    Accumulator replace(Batch batch) {
        return with(batch.partition(), queue(batch.partition()).stream().map(other -> other.id() == batch.id() ? batch : other).toList(), nextBatchId);
    }

    private Accumulator with(Partition partition, List<Batch> queue, long newNextBatchId) {
        SortedMap<Partition, List<Batch>> changed = new TreeMap<>(queues);
        changed.put(partition, queue);
        return new Accumulator(changed, newNextBatchId);
    }

    List<Batch> all() {
        return queues.values().stream().flatMap(List::stream).sorted(IN_ORDER).toList();
    }
}
