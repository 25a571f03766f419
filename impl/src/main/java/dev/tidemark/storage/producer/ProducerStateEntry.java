package dev.tidemark.storage.producer;

import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.EndTransactionMarker;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * One producer as a log knows it.
 *
 * @param producerEpoch               of its last batch or marker; -1 before the first
 * @param coordinatorEpoch            of the transaction coordinator that wrote the last marker; -1 before the first
 * @param lastTimestampMs             of its last batch or marker: how long it has been idle
 * @param currentTransactionFirstOffset where its open transaction begins
 * @param batches                     the last five at most, oldest first, all of the current epoch; one, if it was read from a snapshot
 */
public record ProducerStateEntry(long producerId, short producerEpoch, int coordinatorEpoch, long lastTimestampMs,
        OptionalLong currentTransactionFirstOffset, List<BatchMetadata> batches) {
    /** As many as a producer may have in flight. */
    public static final int BATCHES_KEPT = 5;

    public ProducerStateEntry {
        batches = List.copyOf(batches);
    }

    static ProducerStateEntry unknown(long producerId) {
        return new ProducerStateEntry(producerId, (short) -1, -1, -1, OptionalLong.empty(), List.of());
    }

    /** After a batch of data, which begins a transaction if it is transactional and none is open. */
    ProducerStateEntry after(BatchHeader batch) {
        List<BatchMetadata> kept = new ArrayList<>(batchesOf(batch.producer().producerEpoch()));
        if (kept.size() == BATCHES_KEPT) {
            kept.remove(0);
        }
        kept.add(new BatchMetadata(batch.lastSequence(), batch.lastOffset(), batch.lastOffsetDelta(), batch.maxTimestampMs()));
        boolean begins = batch.isTransactional() && currentTransactionFirstOffset.isEmpty();
        return new ProducerStateEntry(producerId, batch.producer().producerEpoch(), coordinatorEpoch, batch.maxTimestampMs(),
                begins ? OptionalLong.of(batch.baseOffset()) : currentTransactionFirstOffset, kept);
    }

    /** After the marker that ended its transaction, if one was open. */
    ProducerStateEntry after(EndTransactionMarker marker, short markerEpoch, long timestampMs) {
        return new ProducerStateEntry(producerId, markerEpoch, marker.coordinatorEpoch(), timestampMs, OptionalLong.empty(), batchesOf(markerEpoch));
    }

    private List<BatchMetadata> batchesOf(short epoch) {
        return epoch == producerEpoch ? batches : List.of();
    }

    boolean hasExpired(long nowMs, long expirationMs) {
        return currentTransactionFirstOffset.isEmpty() && nowMs - lastTimestampMs >= expirationMs;
    }
}
