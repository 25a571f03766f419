package dev.tidemark.simulation;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time, in milliseconds, and what is to happen when. What is due at the same time happens in the order of asking. */
final class Agenda {
    private final PriorityQueue<Entry> entries =
            new PriorityQueue<>(Comparator.comparingLong(Entry::atMs).thenComparingLong(Entry::order));
    private long nowMs;
    private long asked;

    private record Entry(long atMs, long order, Runnable action) { }

    long nowMs() {
        return nowMs;
    }

    void in(long delayMs, Runnable action) {
        entries.add(new Entry(nowMs + delayMs, asked++, action));
    }

    /** Goes to the next entry. The agenda of a cluster never empties: its nodes tick. */
    void step() {
        Entry entry = entries.remove();
        nowMs = entry.atMs;
        entry.action.run();
    }
}
