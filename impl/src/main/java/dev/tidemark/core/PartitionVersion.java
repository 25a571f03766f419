package dev.tidemark.core;

import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A version of a partition's record in the controller's log.
 *
 * @param leader      the leader, if there is one
 * @param leaderEpoch rises with each change of leader
 * @param isr         the in-sync replicas
 */
public record PartitionVersion(Optional<String> leader, int leaderEpoch, SortedSet<String> isr) {
    public PartitionVersion {
        isr = sorted(isr);
    }

    /** The members in order, never to be changed. */
    public static SortedSet<String> sorted(Collection<String> members) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(members));
    }
}
