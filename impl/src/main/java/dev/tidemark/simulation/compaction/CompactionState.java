package dev.tidemark.simulation.compaction;

import static dev.tidemark.traces.CompactionVocabulary.CLEANER_CHECKPOINT;
import static dev.tidemark.traces.CompactionVocabulary.CLEANING_ROUND;
import static dev.tidemark.traces.CompactionVocabulary.CLOCK;
import static dev.tidemark.traces.CompactionVocabulary.DIRECTORY_NAMES;
import static dev.tidemark.traces.CompactionVocabulary.HIGH_WATERMARK;
import static dev.tidemark.traces.CompactionVocabulary.LOG;
import static dev.tidemark.traces.CompactionVocabulary.LOG_START_OFFSET;
import static dev.tidemark.traces.CompactionVocabulary.READER_STATES;
import static dev.tidemark.traces.CompactionVocabulary.RECOVERY_POINT;
import static dev.tidemark.traces.CompactionVocabulary.RUNNING;

import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.VariableSignature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was last told of each variable, and so how it has changed. */
final class CompactionState {
    /** The variables that changed, each as its change is written; nothing else changed. */
    interface Emitter {
        void emit(ActionCall step, Map<VariableSignature, Object> after);
    }

    private final Emitter emitter;
    private final Map<VariableSignature, Object> told = new LinkedHashMap<>();
    private final Map<VariableSignature, Object> next = new LinkedHashMap<>();

    CompactionState(Emitter emitter, List<String> readers) {
        this.emitter = emitter;
        SortedMap<Long, List<Map<String, Object>>> empty = new TreeMap<>(Map.of(0L, List.of()));
        set(DIRECTORY_NAMES, Map.of("log", empty, "swap", Map.of(), "cleaned", Map.of()));
        set(LOG, empty);
        List.of(CLEANER_CHECKPOINT, RECOVERY_POINT, LOG_START_OFFSET, HIGH_WATERMARK, CLOCK).forEach(offset -> set(offset, 0L));
        set(RUNNING, true);
        set(CLEANING_ROUND, Round.NONE);
        Map<String, Object> states = new TreeMap<>();
        readers.forEach(reader -> states.put(reader, CommittedReader.newState(0)));
        set(READER_STATES, states);
        told.putAll(next);
        next.clear();
    }

    /** What a variable is from the next step on. */
    void set(VariableSignature variable, Object value) {
        next.put(variable, variable.change().shape().canonical(value));
    }

    long number(VariableSignature variable) {
        return (Long) value(variable);
    }

    Object value(VariableSignature variable) {
        return next.getOrDefault(variable, told.get(variable));
    }

    /** The batches of each segment, in order. */
    static SortedMap<Long, List<Map<String, Object>>> segments(Object value) {
        SortedMap<Long, List<Map<String, Object>>> segments = new TreeMap<>();
        ((Map<?, ?>) value).forEach((base, batches) -> segments.put(Long.valueOf((String) base), ((List<?>) batches).stream().map(CompactionState::batch)
                .sorted((a, b) -> Long.compare(baseOffset(a), baseOffset(b))).toList()));
        return segments;
    }

    @SuppressWarnings("unchecked") // a canonical record has strings as keys
    private static Map<String, Object> batch(Object batch) {
        return (Map<String, Object>) batch;
    }

    static long baseOffset(Map<String, Object> batch) {
        return (Long) batch.get("baseOffset");
    }

    static long lastOffset(Map<String, Object> batch) {
        return (Long) batch.get("lastOffset");
    }

    SortedMap<Long, List<Map<String, Object>>> served() {
        return segments(value(LOG));
    }

    SortedMap<Long, List<Map<String, Object>>> files(String suffix) {
        return segments(((Map<?, ?>) value(DIRECTORY_NAMES)).get(suffix));
    }

    void setFiles(String suffix, Map<Long, List<Map<String, Object>>> segments) {
        Map<Object, Object> directory = new LinkedHashMap<>((Map<?, ?>) value(DIRECTORY_NAMES));
        directory.put(suffix, segments);
        set(DIRECTORY_NAMES, directory);
    }

    /** A step was taken, and left what was set. */
    void step(ActionCall step) {
        Map<VariableSignature, Object> changes = new LinkedHashMap<>();
        next.forEach((variable, value) -> variable.change().between(told.get(variable), value).ifPresent(change -> changes.put(variable, change)));
        told.putAll(next);
        next.clear();
        emitter.emit(step, changes);
    }
}
