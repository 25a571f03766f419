package dev.tidemark.simulation.log;

import static dev.tidemark.traces.StorageVocabulary.*;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * What is known of one log from its system calls and from what it says of itself, and so what changes with each step. The offsets that it keeps
 * in memory are looked at whenever the disk is called: a move that came before the call is told of before it.
 */
final class LogTracer {
    private final LogTrace trace;
    private final TreeMap<Long, List<Map<String, Object>>> segments = new TreeMap<>();
    private final Map<VariableSignature, Object> known = new LinkedHashMap<>();
    private Optional<PartitionLog> log = Optional.empty();

    LogTracer(LogTrace trace) {
        this.trace = trace;
        List.of(RECOVERY_POINT_CHECKPOINT, LOG_START_OFFSET_CHECKPOINT, HIGH_WATERMARK_CHECKPOINT, LOG_START_OFFSET, RECOVERY_POINT, HIGH_WATERMARK)
                .forEach(offset -> known.put(offset, 0L));
        known.put(CLEAN_SHUTDOWN, false);
        known.put(FOUND_CLEAN_SHUTDOWN, false);
        known.put(STATUS, "down");
    }

    // Files.

    void append(long file, List<Map<String, Object>> batches) {
        observeOffsets();
        emit(APPEND_BATCHES.with(added(batches)), resized(file, segments.get(file).size(), batches));
    }

    private static List<Map<String, Object>> added(List<Map<String, Object>> batches) {
        return batches.stream().map(batch -> Map.of("leaderEpoch", batch.get("leaderEpoch"), "records", batch.get("records"))).toList();
    }

    /** @param now what is in the file after it */
    void failWrite(long file, List<Map<String, Object>> batches, List<Map<String, Object>> now) {
        observeOffsets();
        int before = segments.get(file).size();
        List<Map<String, Object>> there = now.subList(before, now.size());
        boolean isTorn = !there.isEmpty() && there.get(there.size() - 1).get("isSound").equals(false);
        emit(FAIL_WRITE.with(added(batches), (long) (isTorn ? there.size() - 1 : there.size()), isTorn), offline(resized(file, before, there)));
    }

    /** @param left what is in the file after it */
    void failSync(long file, List<Map<String, Object>> left) {
        observeOffsets();
        emit(FAIL_SYNC.with(file, left), offline(replaced(file, left)));
    }

    void failCall() {
        observeOffsets();
        emit(FAIL_CALL.with(), offline(Map.of()));
    }

    /** @param index of the batch in the segment, from 1 on */
    void flipBit(long file, int index) {
        List<Map<String, Object>> batches = new ArrayList<>(segments.get(file));
        Map<String, Object> damaged = new LinkedHashMap<>(batches.get(index - 1));
        damaged.put("isSound", false);
        batches.set(index - 1, damaged);
        emit(FLIP_BIT.with(file, (long) index), replaced(file, batches));
    }

    /** Which batches of a segment are sound, from 1 on. */
    List<Integer> soundBatches(long file) {
        List<Map<String, Object>> batches = segments.get(file);
        return IntStream.rangeClosed(1, batches.size()).filter(index -> batches.get(index - 1).get("isSound").equals(true)).boxed().toList();
    }

    /** Whether the last process got no further than to begin to open the log. */
    boolean isOpening() {
        return known.get(STATUS).equals("opening");
    }

    void refuseDamage() {
        emit(REFUSE_DAMAGE.with(), Map.of(STATUS, "refused"));
    }

    private Map<VariableSignature, Object> offline(Map<VariableSignature, Object> others) {
        log = Optional.empty();
        Map<VariableSignature, Object> after = new LinkedHashMap<>(others);
        after.put(STATUS, "offline");
        return after;
    }

    void createSegment(long file) {
        observeOffsets();
        segments.put(file, new ArrayList<>());
        emit(CREATE_SEGMENT.with(file), put(file, 0, List.of()));
    }

    /** @param sent what is in the bytes that a fetch sent */
    void fetch(long offset, List<Map<String, Object>> sent) {
        observeOffsets();
        emit(FETCH.with(offset, sent), Map.of());
    }

    void syncSegment(long file) {
        observeOffsets();
        emit(SYNC_SEGMENT.with(file), Map.of());
    }

    void syncDirectory() {
        observeOffsets();
        emit(SYNC_DIRECTORY.with(), Map.of());
    }

    void deleteSegment(long file) {
        observeOffsets();
        segments.remove(file);
        emit(DELETE_SEGMENT.with(file), withEnd(Map.of(SEGMENTS, Change.remapping(Map.of(), List.of(file)))));
    }

    void truncateSegment(long file, List<Map<String, Object>> left) {
        observeOffsets();
        emit(TRUNCATE_SEGMENT.with(file, (long) left.size()), withEnd(resized(file, left.size(), List.of())));
    }

    /** A truncation of an open log lowers what lies above the end, at once. */
    private Map<VariableSignature, Object> withEnd(Map<VariableSignature, Object> segmentsChanged) {
        Map<VariableSignature, Object> after = new LinkedHashMap<>(segmentsChanged);
        if (log.isPresent()) {
            lower(RECOVERY_POINT, endOffset(), after);
            lower(HIGH_WATERMARK, endOffset(), after);
        }
        return after;
    }

    private void lower(VariableSignature offset, long limit, Map<VariableSignature, Object> after) {
        if ((Long) known.get(offset) > limit) {
            after.put(offset, limit);
        }
    }

    private long endOffset() {
        Map.Entry<Long, List<Map<String, Object>>> active = segments.lastEntry();
        if (active.getValue().isEmpty()) {
            return active.getKey();
        }
        Map<String, Object> last = active.getValue().get(active.getValue().size() - 1);
        return (Long) last.get("baseOffset") + ((List<?>) last.get("records")).size();
    }

    private Map<VariableSignature, Object> resized(long file, int from, List<Map<String, Object>> added) {
        List<Map<String, Object>> batches = segments.get(file);
        batches.subList(from, batches.size()).clear();
        batches.addAll(added);
        return put(file, from, added);
    }

    private static Map<VariableSignature, Object> put(long file, int from, List<Map<String, Object>> added) {
        return Map.of(SEGMENTS, Change.remapping(Map.of(Long.toString(file), Change.growth(from, added)), List.of()));
    }

    // Checkpoints and marker.

    void checkpoint(VariableSignature checkpoint, long offset) {
        observeOffsets();
        ActionCall call = checkpoint == RECOVERY_POINT_CHECKPOINT ? CHECKPOINT_RECOVERY_POINT.with(offset)
                : checkpoint == LOG_START_OFFSET_CHECKPOINT ? CHECKPOINT_LOG_START_OFFSET.with() : CHECKPOINT_HIGH_WATERMARK.with();
        emit(call, Map.of(checkpoint, offset));
    }

    void syncLogDirectory() {
        observeOffsets();
        emit(SYNC_LOG_DIRECTORY.with(), Map.of());
    }

    void removeCleanShutdown() {
        emit(REMOVE_CLEAN_SHUTDOWN.with(), Map.of(CLEAN_SHUTDOWN, false));
    }

    void writeCleanShutdown() {
        emit(WRITE_CLEAN_SHUTDOWN.with(), Map.of(CLEAN_SHUTDOWN, true));
    }

    // The process.

    void load() {
        long firstOffset = Math.max((Long) known.get(LOG_START_OFFSET_CHECKPOINT), segments.isEmpty() ? 0 : segments.firstKey());
        emit(LOAD.with(), Map.of(STATUS, "opening", FOUND_CLEAN_SHUTDOWN, known.get(CLEAN_SHUTDOWN), LOG_START_OFFSET, firstOffset,
                RECOVERY_POINT, known.get(RECOVERY_POINT_CHECKPOINT), HIGH_WATERMARK, known.get(HIGH_WATERMARK_CHECKPOINT)));
    }

    void open(PartitionLog opened) {
        log = Optional.of(opened);
        emit(OPEN.with(), Map.of(STATUS, "open", RECOVERY_POINT, opened.recoveryPoint(), HIGH_WATERMARK, opened.highWatermark(),
                LOG_START_OFFSET, opened.logStartOffset()));
    }

    void close() {
        observeOffsets();
        log = Optional.empty();
        emit(CLOSE.with(), Map.of(STATUS, "closed"));
    }

    void crash() {
        forget(CRASH.with(), "down", Map.of());
    }

    /** @param checkpoints what is left of checkpoints and marker */
    void losePower(Map<VariableSignature, Object> checkpoints) {
        forget(LOSE_POWER.with(), "off", checkpoints);
    }

    private void forget(ActionCall call, String status, Map<VariableSignature, Object> others) {
        log = Optional.empty();
        Map<VariableSignature, Object> after = new LinkedHashMap<>(others);
        after.putAll(Map.of(STATUS, status, FOUND_CLEAN_SHUTDOWN, false, LOG_START_OFFSET, 0L, RECOVERY_POINT, 0L, HIGH_WATERMARK, 0L));
        emit(call, after);
    }

    /** @param left what is left of each segment */
    void settle(Map<Long, List<Map<String, Object>>> left) {
        for (long gone : List.copyOf(segments.keySet())) {
            if (!left.containsKey(gone)) {
                segments.remove(gone);
                emit(LOSE_SEGMENT.with(gone), Map.of(SEGMENTS, Change.remapping(Map.of(), List.of(gone))));
            }
        }
        left.forEach((file, batches) -> emit(KEEP_SEGMENT.with(file, batches), replaced(file, batches)));
    }

    private Map<VariableSignature, Object> replaced(long file, List<Map<String, Object>> batches) {
        List<Map<String, Object>> before = segments.getOrDefault(file, List.of());
        Object change = Change.growing(BATCH).between(before, batches).orElse(Change.growth(before.size(), List.of()));
        boolean isSame = segments.containsKey(file) && before.equals(batches);
        segments.put(file, new ArrayList<>(batches));
        return isSame ? Map.of() : Map.of(SEGMENTS, Change.remapping(Map.of(Long.toString(file), change), List.of()));
    }

    /** Tells of the moves of the offsets in memory since the last look. */
    void observeOffsets() {
        if (log.isPresent()) {
            moved(HIGH_WATERMARK, log.get().highWatermark()).ifPresent(o -> emit(ADVANCE_HIGH_WATERMARK.with(o), Map.of(HIGH_WATERMARK, o)));
            moved(LOG_START_OFFSET, log.get().logStartOffset()).ifPresent(o -> emit(ADVANCE_LOG_START_OFFSET.with(o), Map.of(LOG_START_OFFSET, o)));
            moved(RECOVERY_POINT, log.get().recoveryPoint()).ifPresent(o -> emit(ADVANCE_RECOVERY_POINT.with(o), Map.of(RECOVERY_POINT, o)));
        }
    }

    /** A truncation has lowered what is known before the log does so. */
    private Optional<Long> moved(VariableSignature offset, long now) {
        return now > (Long) known.get(offset) && now <= endOffset() ? Optional.of(now) : Optional.empty();
    }

    private void emit(ActionCall call, Map<VariableSignature, Object> after) {
        Map<VariableSignature, Object> changed = new LinkedHashMap<>(after);
        changed.entrySet().removeIf(entry -> entry.getValue().equals(known.get(entry.getKey())));
        changed.forEach((variable, value) -> {
            if (variable != SEGMENTS) {
                known.put(variable, value);
            }
        });
        trace.emit(call, changed);
    }
}
