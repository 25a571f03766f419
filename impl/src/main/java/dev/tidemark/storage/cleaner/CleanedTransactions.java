package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The transactions that a pass over a log meets, batch by batch from its start: which records were aborted, and whether anything of the
 * transaction that a marker ends is still there. One for a whole pass: a transaction may span segments (KAFKA-8351).
 */
final class CleanedTransactions {
    private final Deque<AbortedTransaction> ahead;
    /** Producer id to whether a batch of its aborted transaction was met. */
    private final Map<Long, Boolean> aborted = new HashMap<>();
    /** Producers of which a batch was met that was not aborted, since their last marker. */
    private final Set<Long> met = new HashSet<>();

    CleanedTransactions(List<AbortedTransaction> abortedTransactions) {
        ahead = new ArrayDeque<>(abortedTransactions.stream().sorted(Comparator.comparingLong(AbortedTransaction::firstOffset)).toList());
    }

    /** Takes a batch into account; whether all of it may go: aborted records at once, a marker when nothing is left that it ends. */
    boolean isNeedless(RecordBatch batch) throws InvalidBatchException {
        BatchHeader header = batch.header();
        while (!ahead.isEmpty() && ahead.peek().firstOffset() <= header.lastOffset()) {
            aborted.put(ahead.remove().producerId(), false);
        }
        return header.isControl() ? ends(header, EndTransactionMarker.in(batch)) : isAborted(header);
    }

    private boolean isAborted(BatchHeader header) {
        long producerId = header.producer().producerId();
        if (!header.isTransactional()) {
            return false;
        }
        if (aborted.containsKey(producerId)) {
            aborted.put(producerId, true);
            return true;
        }
        met.add(producerId);
        return false;
    }

    /** A batch whose marker has gone stands only for its producer. */
    private boolean ends(BatchHeader header, Optional<EndTransactionMarker> marker) {
        if (marker.isEmpty()) {
            return header.recordCount() == 0;
        }
        long producerId = header.producer().producerId();
        return marker.get().isCommit() ? !met.remove(producerId) : !Boolean.TRUE.equals(aborted.remove(producerId));
    }
}
