package dev.tidemark.storage.producer;

import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The producers of a log and their transactions, as the batches below {@link #endOffset()} leave them. Batches are appended in the order of
 * their offsets, and must have passed whatever rules there are: to a follower and to recovery the log is what it is.
 */
public final class ProducerStates {
    private static final long NO_PRODUCER = -1;

    private final Map<Long, ProducerStateEntry> producers = new HashMap<>();
    /** First offset to producer id. */
    private final TreeMap<Long, Long> openTransactions = new TreeMap<>();
    /** The marker's offset to the first of the transaction: decided, but the marker may still be lost. */
    private final TreeMap<Long, Long> endedTransactions = new TreeMap<>();
    private long endOffset;

    /** Of a log of which nothing below an offset is known. */
    public ProducerStates(long startOffset) {
        endOffset = startOffset;
    }

    ProducerStates(ProducerSnapshot snapshot) {
        endOffset = snapshot.endOffset();
        snapshot.entries().forEach(this::put);
    }

    private void put(ProducerStateEntry entry) {
        producers.put(entry.producerId(), entry);
        entry.currentTransactionFirstOffset().ifPresent(first -> openTransactions.put(first, entry.producerId()));
    }

    /** As {@link #append(BatchHeader, Optional)}; a control batch must be one that can be read. */
    public Optional<AbortedTransaction> append(RecordBatch batch) throws InvalidBatchException {
        return append(batch.header(), EndTransactionMarker.in(batch));
    }

    /**
     * Takes a batch into account.
     *
     * @param marker in it, if it is a control batch that still has one: the cleaner removes it when all of its transaction is gone
     * @return the transaction that it aborts, for the transaction index of its segment
     */
    public Optional<AbortedTransaction> append(BatchHeader header, Optional<EndTransactionMarker> marker) {
        endOffset = header.endOffset();
        if (header.producer().producerId() == NO_PRODUCER) {
            return Optional.empty();
        }
        if (!header.isControl()) {
            put(entryOf(header).after(header));
            return Optional.empty();
        }
        return marker.isPresent() ? end(header, marker.get()) : Optional.empty();
    }

    private ProducerStateEntry entryOf(BatchHeader header) {
        long producerId = header.producer().producerId();
        ProducerStateEntry entry = producers.get(producerId);
        return entry == null ? ProducerStateEntry.unknown(producerId) : entry;
    }

    private Optional<AbortedTransaction> end(BatchHeader header, EndTransactionMarker marker) {
        ProducerStateEntry entry = entryOf(header);
        producers.put(entry.producerId(), entry.after(marker, header.producer().producerEpoch(), header.maxTimestampMs()));
        if (entry.currentTransactionFirstOffset().isEmpty()) {
            return Optional.empty();
        }
        long first = entry.currentTransactionFirstOffset().getAsLong();
        openTransactions.remove(first);
        endedTransactions.put(header.lastOffset(), first);
        long stable = firstUndecidedOffset().orElse(header.endOffset());
        return marker.isCommit() ? Optional.empty()
                : Optional.of(new AbortedTransaction(entry.producerId(), first, header.lastOffset(), stable));
    }

    /** Says that the log goes on at an offset with nothing in between: a new segment, or a gap that compaction left. */
    public void skipTo(long offset) {
        if (offset < endOffset) {
            throw new IllegalStateException("producer states end at offset " + endOffset + ", they cannot go back to " + offset);
        }
        endOffset = offset;
    }

    /** Everything below has been taken into account. */
    public long endOffset() {
        return endOffset;
    }

    public Optional<ProducerStateEntry> producer(long producerId) {
        return Optional.ofNullable(producers.get(producerId));
    }

    /** In no order. */
    public Collection<ProducerStateEntry> producers() {
        return Collections.unmodifiableCollection(producers.values());
    }

    /** Where the oldest transaction begins that is neither committed nor aborted. */
    public OptionalLong firstUndecidedOffset() {
        return openTransactions.isEmpty() ? OptionalLong.empty() : OptionalLong.of(openTransactions.firstKey());
    }

    /**
     * Below every transaction that is open, or whose marker is not below a bound: up to the high watermark that is how far a read-committed
     * consumer may read.
     */
    public long lastStableOffset(long bound) {
        long stable = Math.min(bound, firstUndecidedOffset().orElse(Long.MAX_VALUE));
        return Math.min(stable, endedTransactions.tailMap(bound, true).values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE));
    }

    /** Markers below an offset will not be lost any more: nobody asks for a bound below it. */
    public void settleBelow(long offset) {
        endedTransactions.headMap(offset, false).clear();
    }

    /** Forgets those that have been idle for so long and have no open transaction, and says which, ascending. */
    public List<Long> expire(long nowMs, long expirationMs) {
        List<Long> expired = producers.values().stream().filter(entry -> entry.hasExpired(nowMs, expirationMs))
                .map(ProducerStateEntry::producerId).sorted().toList();
        producers.keySet().removeAll(expired);
        return expired;
    }
}
