package dev.tidemark.storage.kafka;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What happens to a log, one act after the other. Each act brings its own seed, so that a history with some acts left out is one too; its text
 * can be read back, to keep one as a test.
 *
 * @param settings what the log's settings depend on
 */
record LogHistory(boolean isCompacted, long settings, List<Act> acts) {
    private static final Pattern TEXT = Pattern.compile("(compacted|deleted) (-?\\d+):(.*)");

    LogHistory {
        acts = List.copyOf(acts);
    }

    /** What the owner of a log does, or what happens to it; the first ones more often. */
    enum Kind {
        APPEND(16), MARKER(5), COMMIT(3), FLUSH(3), ROLL(2), CHECKPOINT(2), NEW_EPOCH(2), TRUNCATE(2), COMPACT(2), MOVE_START(1), DELETE_OLD(1),
        PROCESS_CRASH(1), POWER_LOSS(1), FAIL_SOON(1), CRASH_SOON(2), RESTART(1);

        private final int weight;

        Kind(int weight) {
            this.weight = weight;
        }

        private static final List<Kind> WEIGHTED = Stream.of(values()).flatMap(kind -> Stream.generate(() -> kind).limit(kind.weight)).toList();

        static Kind drawn(int draw) {
            return WEIGHTED.get(Math.floorMod(draw, WEIGHTED.size()));
        }
    }

    /** @param seed of what is left open */
    record Act(Kind kind, long seed) {
        @Override
        public String toString() {
            return kind + " " + seed;
        }

        private static Act parse(String text) {
            String[] words = text.trim().split(" ");
            return new Act(Kind.valueOf(words[0]), Long.parseLong(words[1]));
        }
    }

    static LogHistory parse(String text) {
        var found = TEXT.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException("found " + text + ", expected compacted or deleted, a number, a colon and acts");
        }
        return new LogHistory(found.group(1).equals("compacted"), Long.parseLong(found.group(2)), Stream.of(found.group(3).split(",")).map(Act::parse).toList());
    }

    /** Whether the log gives records the time at which it takes them. */
    boolean hasLogAppendTime() {
        return Math.floorMod(settings, 5) == 4;
    }

    LogHistory with(List<Act> someActs) {
        return new LogHistory(isCompacted, settings, someActs);
    }

    @Override
    public String toString() {
        return (isCompacted ? "compacted " : "deleted ") + settings + ": " + acts.stream().map(Act::toString).collect(Collectors.joining(", "));
    }
}
