package dev.tidemark.simulation.log;

import static dev.tidemark.traces.IndexVocabulary.*;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.VariableSignature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the indexes of one segment from its files and from the answers that it gave, and so what changes with each step. */
final class IndexTracer {
    static final long NO_ANSWER_YET = 0;
    private static final long NOTHING_READ = -1;

    private final LogTrace trace;
    private final Map<VariableSignature, Object> known = new LinkedHashMap<>();
    private boolean isOpening;

    IndexTracer(LogTrace trace) {
        this.trace = trace;
        List.of(LOG, OFFSET_FILE, TIME_FILE).forEach(file -> known.put(file, List.of()));
        known.put(RECOVERY_POINT, 0L);
        known.put(IS_OPEN, true);
        known.put(ANSWER, NO_ANSWER_YET);
    }

    // Files. What is in them is said as it is found there.

    void appendBatches(List<Map<String, Object>> now) {
        List<Map<String, Object>> before = log();
        long endOffset = before.isEmpty() ? 0 : (Long) before.get(before.size() - 1).get("lastOffset") + 1;
        List<Map<String, Object>> added = new ArrayList<>();
        for (Map<String, Object> batch : now.subList(before.size(), now.size())) {
            long count = (Long) batch.get("lastOffset") + 1 - endOffset;
            added.add(Map.of("count", count, "bytes", batch.get("bytes"), "timestamp", batch.get("timestamp")));
            endOffset += count;
        }
        quietly(APPEND_BATCHES.with(added), Map.of(LOG, now));
    }

    void truncate(List<Map<String, Object>> left) {
        quietly(TRUNCATE.with((long) left.size()), Map.of(LOG, left));
    }

    void syncLog() {
        quietly(SYNC_LOG.with(), Map.of());
    }

    void writeOffsetIndex(List<Map<String, Object>> now) {
        opened();
        quietly(WRITE_OFFSET_INDEX.with((long) now.size()), Map.of(OFFSET_FILE, now));
    }

    void writeTimeIndex(List<Map<String, Object>> now) {
        opened();
        quietly(WRITE_TIME_INDEX.with((long) now.size()), Map.of(TIME_FILE, now));
    }

    void syncOffsetIndex() {
        quietly(SYNC_OFFSET_INDEX.with(), Map.of());
    }

    void syncTimeIndex() {
        quietly(SYNC_TIME_INDEX.with(), Map.of());
    }

    void checkpointRecoveryPoint(long offset) {
        opened();
        quietly(CHECKPOINT_RECOVERY_POINT.with(offset), Map.of(RECOVERY_POINT, offset));
    }

    // The process.

    void finish() {
        quietly(FINISH.with(), Map.of());
    }

    void close() {
        quietly(CLOSE.with(), Map.of(IS_OPEN, false));
    }

    /** A process begins to open the log. */
    void open() {
        isOpening = true;
    }

    /** By now it has read the files: it writes to them, or is done. */
    void opened() {
        if (isOpening) {
            isOpening = false;
            quietly(OPEN.with(), Map.of(IS_OPEN, true));
        }
    }

    boolean isOpen() {
        return known.get(IS_OPEN).equals(true);
    }

    // Looking up.

    /** @param from where the reading began, if anything was read; {@code found} the offset of what was found, or of nothing in this segment */
    void lookUpOffset(long offset, Optional<Long> from, Optional<Long> found) {
        emit(LOOK_UP_OFFSET.with(offset, from.orElse(NOTHING_READ)), Map.of(ANSWER, indexOf(found)));
    }

    /** As {@link #lookUpOffset}. */
    void lookUpTimestamp(long timestamp, Optional<Long> from, Optional<Long> found) {
        emit(LOOK_UP_TIMESTAMP.with(timestamp, from.orElse(NOTHING_READ)), Map.of(ANSWER, indexOf(found)));
    }

    /** Which batch holds an offset, from 1 on. */
    private long indexOf(Optional<Long> offset) {
        List<Map<String, Object>> batches = log();
        for (int i = 0; offset.isPresent() && i < batches.size(); i++) {
            if ((Long) batches.get(i).get("lastOffset") >= offset.get()) {
                return i + 1;
            }
        }
        return NO_ANSWER_YET;
    }

    // The environment.

    void crash() {
        quietly(CRASH.with(), Map.of(IS_OPEN, false));
    }

    void losePower(List<Map<String, Object>> log, List<Map<String, Object>> offsets, List<Map<String, Object>> times) {
        quietly(LOSE_POWER.with((long) log.size(), offsets, times), Map.of(LOG, log, OFFSET_FILE, offsets, TIME_FILE, times, IS_OPEN, false));
    }

    void loseOffsetIndex() {
        quietly(LOSE_OFFSET_INDEX.with(), Map.of(OFFSET_FILE, List.of()));
    }

    void loseTimeIndex() {
        quietly(LOSE_TIME_INDEX.with(), Map.of(TIME_FILE, List.of()));
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> log() {
        return (List<Map<String, Object>>) known.get(LOG);
    }

    /** An answer is forgotten with the next step that is none. */
    private void quietly(ActionCall call, Map<VariableSignature, Object> values) {
        Map<VariableSignature, Object> all = new LinkedHashMap<>(values);
        all.put(ANSWER, NO_ANSWER_YET);
        emit(call, all);
    }

    /** @param values the whole values of variables that may have changed */
    private void emit(ActionCall call, Map<VariableSignature, Object> values) {
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        values.forEach((variable, now) -> {
            variable.change().between(known.get(variable), now).ifPresent(change -> changes.put(variable, change));
            known.put(variable, now);
        });
        trace.emit(call, changes);
    }
}
