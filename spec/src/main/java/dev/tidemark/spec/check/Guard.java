package dev.tidemark.spec.check;

import java.util.Comparator;
import java.util.Optional;

/**
 * An enabling conjunct of an action: what must hold before the step may be taken. A guard that can be dropped without any model's noticing is
 * either redundant, which a comment on its line has to say ({@code \* Redundant: ...}), or not understood.
 *
 * @param module    where it stands
 * @param action    the action, or the operator that several actions share
 * @param text      the guard itself, in one line
 * @param place     its lines and columns, from 1 on, both ends inclusive
 * @param redundant that it is not needed, if the spec says so
 */
public record Guard(String module, String action, String text, Place place, Optional<Redundancy> redundant) {
    /**
     * What the spec says of a guard that is not needed.
     *
     * @param line where it says so
     */
    record Redundancy(int line, String reason) { }

    /** Where a guard begins and ends. */
    record Place(int beginLine, int beginColumn, int endLine, int endColumn) implements Comparable<Place> {
        private static final Comparator<Place> IN_ORDER = Comparator.comparingInt(Place::beginLine).thenComparingInt(Place::beginColumn);

        @Override
        public int compareTo(Place other) {
            return IN_ORDER.compare(this, other);
        }
    }

    /** As in a table: {@code AppendRecords (Replication:371)}. */
    public String name() {
        return action + " (" + module + ":" + place.beginLine + ")";
    }
}
