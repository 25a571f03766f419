package dev.tidemark.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * All that a power loss may leave, one after the other: it answers the questions of one outcome, and {@link #next} goes on to another. Bytes
 * are cut at a few places that differ in kind: nothing remains, all remains, the cut goes through a header or a body, one byte is missing; of a
 * log the rest is gone or zeros.
 */
public final class EveryOutcome implements PowerLoss {
    private static final int HEADER_CUT = 30;

    private final List<Integer> answers = new ArrayList<>();
    private final List<Integer> choices = new ArrayList<>();
    private int asked;

    @Override
    public boolean undoes() {
        return choose(2) == 1;
    }

    @Override
    public long bytesKept(String path, long unsynced) {
        List<Long> cuts = path.endsWith(".log") ? logCuts(unsynced) : List.of(unsynced, 0L, unsynced / 2);
        List<Long> different = cuts.stream().distinct().toList();
        return different.get(choose(different.size()));
    }

    @Override
    public boolean leavesZeros(String path) {
        return path.endsWith(".log") && choose(2) == 1;
    }

    private static List<Long> logCuts(long unsynced) {
        return List.of(unsynced, 0L, Math.min(HEADER_CUT, unsynced), unsynced / 2, Math.max(unsynced - 1, 0));
    }

    private int choose(int count) {
        if (asked == answers.size()) {
            answers.add(0);
            choices.add(count);
        }
        return answers.get(asked++);
    }

    /** Goes on to the next outcome; false if there is none. */
    public boolean next() {
        asked = 0;
        for (int i = answers.size() - 1; i >= 0; i--) {
            if (answers.get(i) + 1 < choices.get(i)) {
                answers.set(i, answers.get(i) + 1);
                answers.subList(i + 1, answers.size()).clear();
                choices.subList(i + 1, choices.size()).clear();
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "outcome " + answers;
    }
}
