package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.cleaner.BatchFilter.LastOfProducer;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.record.InvalidBatchException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One round over one log, in steps: the offset map is built, then group after group of segments is rewritten and swapped. Between two steps the
 * log may be appended to, read, cut, or crash. The caller moves the cleaner's checkpoint when the round has come to its end, and not before.
 */
final class CleaningRound {
    private final PartitionLog log;
    private final OffsetMap map;
    private final DirtyRange range;
    private final CleaningWatcher watcher;
    private final long startMs;
    private final List<Segment> segments;
    private final int cuts;
    private final OffsetMapping mapping;
    private final ByteBuffer buffer = SegmentRewrite.newBuffer();
    private final Deque<List<Segment>> groups = new ArrayDeque<>();
    private BatchFilter filter;
    private SegmentRewrite rewrite;
    private State state = State.MAPPING;
    private long bytesRewritten;
    private long bytesOfGroup;

    private enum State { MAPPING, REWRITING, ENDED, ABANDONED }

    CleaningRound(PartitionLog log, OffsetMap map, DirtyRange range, long nowMs, CleaningWatcher watcher) {
        this.log = log;
        this.map = map;
        this.range = range;
        this.startMs = nowMs;
        this.watcher = watcher;
        synchronized (log) {
            List<Segment> all = log.segments();
            this.segments = all.subList(0, all.size() - 1).stream().filter(segment -> segment.baseOffset() < range.endOffset()).toList();
            this.cuts = log.cuts();
        }
        this.mapping = new OffsetMapping(map, range, new CleanedTransactions(abortedTransactions()), segments);
    }

    private List<AbortedTransaction> abortedTransactions() {
        return log.producers().abortedTransactions(segments.get(0).baseOffset(), log.logEndOffset());
    }

    private static Map<Long, LastOfProducer> lastOfProducers(PartitionLog log) {
        Map<Long, LastOfProducer> last = new HashMap<>();
        for (ProducerStateEntry entry : log.producers().states().producers()) {
            long offset = entry.batches().isEmpty() ? LastOfProducer.ONLY_A_MARKER : entry.batches().get(entry.batches().size() - 1).lastOffset();
            last.put(entry.producerId(), new LastOfProducer(offset, entry.producerEpoch()));
        }
        return last;
    }

    private static Set<Long> strangers(Map<Long, LastOfProducer> lastOfProducers) {
        return lastOfProducers.entrySet().stream().filter(last -> last.getValue().isOnlyAMarker()).map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /**
     * Does a piece of work: reads about so many bytes, or swaps a group.
     *
     * @return whether there is more to do
     */
    boolean step(int bytes, long nowMs) throws StorageException, InvalidBatchException {
        if (state == State.MAPPING) {
            if (!mapping.step(bytes)) {
                beginRewriting();
            }
        } else if (state == State.REWRITING) {
            rewrite(bytes, nowMs);
        }
        return state == State.MAPPING || state == State.REWRITING;
    }

    /** Not if the log was shortened meanwhile. */
    private void beginRewriting() {
        long endOffset = mapping.endOffset();
        synchronized (log) {
            Map<Long, LastOfProducer> lastOfProducers = lastOfProducers(log);
            filter = new BatchFilter(map, range.startOffset(), endOffset, new CleanedTransactions(abortedTransactions()), lastOfProducers, startMs,
                    log.config().deleteRetentionMs());
            groups.addAll(group(segments.stream().filter(segment -> segment.baseOffset() < endOffset).toList(), log.config().segmentBytes()));
            boolean isWorthIt = !groups.isEmpty() && endOffset > range.startOffset() && hasStill(segments);
            state = isWorthIt ? State.REWRITING : State.ABANDONED;
            if (isWorthIt) {
                watcher.mapped(range.startOffset(), endOffset, startMs, map::newestOf, strangers(lastOfProducers));
            }
        }
    }

    /** Neighbours that fit into one segment, whatever goes: small ones that compaction leaves do not pile up. */
    static List<List<Segment>> group(List<Segment> segments, long segmentBytes) {
        List<List<Segment>> groups = new ArrayList<>();
        List<Segment> group = new ArrayList<>();
        long bytes = 0;
        for (Segment segment : segments) {
            boolean fits = bytes + segment.sizeInBytes() <= segmentBytes;
            if (!group.isEmpty() && (!fits || segment.endOffset() - group.get(0).baseOffset() > Integer.MAX_VALUE)) {
                groups.add(List.copyOf(group));
                group.clear();
                bytes = 0;
            }
            group.add(segment);
            bytes += segment.sizeInBytes();
        }
        if (!group.isEmpty()) {
            groups.add(List.copyOf(group));
        }
        return groups;
    }

    private void rewrite(int bytes, long nowMs) throws StorageException, InvalidBatchException {
        if (rewrite == null && !hasStill(groups.element())) {
            abandon(); // retention or a truncation was there first
            return;
        }
        if (rewrite == null) {
            watcher.rewriting(groups.element().stream().map(Segment::baseOffset).toList());
            rewrite = new SegmentRewrite(log, cuts, groups.remove(), filter, buffer);
        }
        boolean hasMore = rewrite.step(bytes);
        bytesRewritten += rewrite.bytesMoved() - bytesOfGroup;
        bytesOfGroup = rewrite.bytesMoved();
        if (!hasMore) {
            bytesOfGroup = 0;
            boolean isSwapped = rewrite.swap(nowMs);
            rewrite = null;
            if (!isSwapped) {
                state = State.ABANDONED;
                watcher.abandoned();
            } else if (groups.isEmpty()) {
                state = State.ENDED;
            }
        }
    }

    /** What was read and written so far. */
    long bytesMoved() {
        return mapping.bytesRead() + bytesRewritten;
    }

    /** Up to where keys are unique now; empty if the log changed under the cleaner, or the round has not come to its end. */
    OptionalLong cleanedOffset() {
        return state == State.ENDED ? OptionalLong.of(mapping.endOffset()) : OptionalLong.empty();
    }

    /** Whether the log still has what is being read, as it was found: retention deletes, and a follower cuts, and neither asks. */
    boolean isOfUse() {
        return rewrite == null ? hasStill(segments) : rewrite.isOfUse();
    }

    private boolean hasStill(List<Segment> some) {
        return log.cuts() == cuts && log.segments().containsAll(some);
    }

    /** How often the log had been cut when the round began. */
    int cuts() {
        return cuts;
    }

    /** Gives up. */
    void abandon() throws StorageException {
        state = State.ABANDONED;
        if (rewrite != null) {
            rewrite.abandon();
            rewrite = null;
        }
        watcher.abandoned();
    }
}
