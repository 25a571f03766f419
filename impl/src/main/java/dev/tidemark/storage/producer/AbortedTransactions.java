package dev.tidemark.storage.producer;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The aborted transactions of a log, by the offsets of their markers: what its transaction indexes hold, for readers, who never wait. */
final class AbortedTransactions {
    private final ConcurrentNavigableMap<Long, AbortedTransaction> byMarker = new ConcurrentSkipListMap<>();

    void add(AbortedTransaction transaction) {
        byMarker.put(transaction.lastOffset(), transaction);
    }

    /** Those with markers from one offset to below another, ascending. */
    List<AbortedTransaction> between(long fromOffset, long toOffset) {
        return List.copyOf(byMarker.subMap(fromOffset, toOffset).values());
    }

    void replace(long fromOffset, long toOffset, Collection<AbortedTransaction> transactions) {
        byMarker.subMap(fromOffset, toOffset).clear();
        transactions.forEach(this::add);
    }

    /** Those with a record between two offsets; the last stable offset of an entry says when no later one can have any. */
    List<AbortedTransaction> concerning(long fromOffset, long toOffset) {
        List<AbortedTransaction> found = new ArrayList<>();
        for (AbortedTransaction transaction : byMarker.tailMap(fromOffset).values()) {
            if (transaction.firstOffset() < toOffset) {
                found.add(transaction);
            }
            if (transaction.lastStableOffset() >= toOffset) {
                break;
            }
        }
        return found;
    }
}
