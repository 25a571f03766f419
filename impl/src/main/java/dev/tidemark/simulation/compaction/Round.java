package dev.tidemark.simulation.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is known of a round of the cleaner: what it said when it began, and what its files have told since. */
final class Round {
    static final Map<String, Object> NONE = record(0, 0, 0, Map.of(), List.of(), 0, List.of(), List.of());

    final long startOffset;
    final long endOffset;
    final long nowMs;
    final Map<String, Long> offsetMap;
    final List<Object> strangers;
    long nextOffset;
    List<Long> group = List.of();
    final List<Long> outputs = new ArrayList<>();
    boolean isFlushed;

    Round(long startOffset, long endOffset, long nowMs, Map<String, Long> offsetMap, List<Object> strangers, long nextOffset) {
        this.startOffset = startOffset;
        this.endOffset = endOffset;
        this.nowMs = nowMs;
        this.offsetMap = new TreeMap<>(offsetMap);
        this.strangers = strangers;
        this.nextOffset = nextOffset;
    }

    void begin(List<Long> segments) {
        group = segments;
        outputs.clear();
        isFlushed = false;
    }

    void completeSwap() {
        nextOffset = group.get(group.size() - 1) + 1;
        begin(List.of());
    }

    Map<String, Object> told() {
        return record(startOffset, endOffset, nowMs, offsetMap, strangers, nextOffset, group, outputs);
    }

    private static Map<String, Object> record(long startOffset, long endOffset, long nowMs, Map<String, Long> offsetMap, List<Object> strangers,
            long nextOffset, List<Long> group, List<Long> outputs) {
        return Map.of("startOffset", startOffset, "endOffset", endOffset, "now", nowMs, "offsetMap", offsetMap, "strangers", strangers,
                "nextOffset", nextOffset, "group", group, "outputs", List.copyOf(outputs));
    }
}
