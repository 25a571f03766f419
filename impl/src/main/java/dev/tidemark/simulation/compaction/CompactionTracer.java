package dev.tidemark.simulation.compaction;

import static dev.tidemark.simulation.compaction.CompactionState.baseOffset;
import static dev.tidemark.simulation.compaction.CompactionState.lastOffset;
import static dev.tidemark.traces.CompactionVocabulary.*;

import dev.tidemark.simulation.compaction.CompactedFiles.Status;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.cleaner.CleaningWatcher;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tells the steps of one compacted log: its system calls, what the cleaner says of its rounds, what changes in memory, and how its processes end. */
final class CompactionTracer extends CompactionCalls implements CleaningWatcher {
    private List<Long> lastKept = List.of();
    private long lastEndOffset = Long.MAX_VALUE;

    CompactionTracer(Disk disk, TopicPartition partition, CompactionState state) {
        super(disk, partition, state);
    }

    // The cleaner.

    @Override
    public void mapped(long startOffset, long endOffset, long nowMs, NewestOffsets newest, Set<Long> strangers) {
        Map<String, Long> offsetMap = new TreeMap<>();
        state.served().values().forEach(batches -> batches.forEach(batch -> ((List<?>) batch.get("records")).forEach(record -> {
            String key = (String) ((Map<?, ?>) record).get("key");
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            long offset = newest.get(bytes, 0, bytes.length);
            if (offset >= 0) {
                offsetMap.put(key, offset);
            }
        })));
        round = Optional.of(new Round(startOffset, endOffset, nowMs, offsetMap, thoseWithMarkers(strangers), state.served().firstKey()));
        roundStep(BUILD_OFFSET_MAP.with(endOffset));
    }

    /** Who has none in the log is of no interest. */
    private List<Object> thoseWithMarkers(Set<Long> producers) {
        List<Object> names = producers.stream().<Object>map(CompactedFiles::producer).toList();
        return state.served().values().stream().flatMap(List::stream).filter(batch -> batch.get("kind").equals("marker"))
                .map(batch -> batch.get("producer")).filter(names::contains).distinct().toList();
    }

    @Override
    public void rewriting(List<Long> group) {
        round.ifPresent(known -> known.begin(group));
        replaced = log.map(open -> open.segments().stream().filter(segment -> group.contains(segment.baseOffset())).toList()).orElse(List.of());
    }

    @Override
    public void abandoned() {
        if (round.isPresent()) {
            endRound();
            state.step(ABANDON_ROUND.with());
        }
    }

    // Memory.

    @Override
    void observe() throws StorageException {
        if (log.isPresent()) {
            boolean isReplaced = !replaced.isEmpty() && round.isPresent() && round.get().isFlushed
                    && log.get().segments().stream().noneMatch(replaced::contains);
            if (isReplaced) {
                replaced = List.of();
                round.get().completeSwap();
                state.set(LOG, CompactedFiles.served(log.get()));
                roundStep(COMPLETE_SWAP.with());
            }
            long highWatermark = log.get().highWatermark();
            if (highWatermark > state.number(HIGH_WATERMARK)) {
                state.set(HIGH_WATERMARK, highWatermark);
                state.step(ADVANCE_HIGH_WATERMARK.with(highWatermark));
            }
        }
    }

    CompactionState state() {
        return state;
    }

    // The process.

    /** The log was created; nothing of that is told. */
    void begin(PartitionLog created) {
        log = Optional.of(created);
        names.reset(state);
        pending.clear();
    }

    /** Whoever owns the log knows how far it is committed, whatever the checkpoint says. */
    void open(PartitionLog opened) throws StorageException {
        opened.advanceHighWatermark(state.number(HIGH_WATERMARK));
        log = Optional.of(opened);
        pending.clear();
        state.setFiles("log", files.segments(Status.LOG));
        state.set(LOG, CompactedFiles.served(opened));
        state.set(HIGH_WATERMARK, opened.highWatermark());
        state.set(RUNNING, true);
        lastEndOffset = Long.MAX_VALUE;
        state.step(OPEN_LOG.with());
        names.reset(state);
    }

    /** Told of when the next process has synced what this one left. */
    void crash() throws StorageException {
        if (log.isPresent()) {
            log = Optional.empty();
            isCrashing = true;
            tellOfFailedAppends();
        }
    }

    /** Of those that failed when all was written. */
    private void tellOfFailedAppends() throws StorageException {
        for (long base : files.baseOffsets(Status.LOG)) {
            if (state.files("log").containsKey(base) && pending.stream().noneMatch(change -> change.file() == base)) {
                tellOfAppends(base);
            }
        }
    }

    private void tellOfWhatIsFound() throws StorageException {
        tellOfPending();
        if (isRunning()) {
            tellOfFailedAppends();
            lookAtCheckpoints();
        }
    }

    /**
     * The power has failed.
     *
     * @return where the log ends now: everything from there on that was not flushed is gone
     */
    long losePower() throws StorageException {
        boolean wasRunning = isRunning();
        tellOfWhatIsFound();
        forget();
        SortedMap<Long, List<Map<String, Object>>> found = files.segments(Status.LOG);
        long endOffset = wasRunning ? endOffset(found) : Math.min(lastEndOffset, endOffset(found));
        lastEndOffset = endOffset;
        TreeSet<Long> cleaned = files.baseOffsets(Status.CLEANED);
        SortedMap<Long, List<Map<String, Object>>> unread = new TreeMap<>();
        cleaned.forEach(base -> unread.put(base, List.of()));
        SortedMap<Long, List<Map<String, Object>>> swap = files.segments(Status.SWAP);
        List<Long> kept = names.kept(found.keySet(), swap.keySet(), cleaned);
        state.setFiles("log", found);
        state.setFiles("swap", swap);
        state.setFiles("cleaned", unread);
        SortedMap<Long, List<Map<String, Object>>> served = state.served();
        served.replaceAll((base, batches) -> batches.stream().filter(batch -> lastOffset(batch) < endOffset).toList());
        state.set(LOG, served);
        state.set(HIGH_WATERMARK, Math.min(state.number(HIGH_WATERMARK), endOffset));
        names.reset(state);
        lastKept = kept;
        return endOffset;
    }

    /** Tells of it, when what else follows from it has been set. */
    void tellOfPowerLoss(long endOffset) {
        state.step(LOSE_POWER.with(lastKept, endOffset));
    }

    /** The first offset of those that were served and not flushed that is missing now. */
    private long endOffset(SortedMap<Long, List<Map<String, Object>>> found) {
        List<Map<String, Object>> left = found.values().stream().flatMap(List::stream).toList();
        long recoveryPoint = state.number(RECOVERY_POINT);
        SortedMap<Long, List<Map<String, Object>>> served = state.served();
        List<Map<String, Object>> active = served.get(served.lastKey());
        long end = active.isEmpty() ? served.lastKey() : lastOffset(active.get(active.size() - 1)) + 1;
        return served.values().stream().flatMap(List::stream).filter(batch -> baseOffset(batch) >= recoveryPoint && !left.contains(batch))
                .mapToLong(CompactionState::baseOffset).min().orElse(end);
    }
}
