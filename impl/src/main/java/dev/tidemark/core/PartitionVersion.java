package dev.tidemark.core;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A version of a partition's record in the controller's log. How one follows from the other is told by {@link PartitionChange}.
 *
 * @param leader          the leader, if there is one
 * @param leaderEpoch     rises with each change of leader, and when a replica is removed
 * @param isr             the in-sync replicas
 * @param elr             those that left an ISR that was too small to commit anything since: eligible to lead (KIP-966)
 * @param lastKnownLeader who led when the ISR became empty
 * @param recovery        whether the leader has recovered from an unclean election
 * @param losses          how many unclean elections there were
 * @param replicas        the brokers that hold the partition, the preferred leader first
 * @param adding          those of them that a reassignment adds
 * @param removing        those of them that it will remove
 */
public record PartitionVersion(Optional<String> leader, int leaderEpoch, SortedSet<String> isr, SortedSet<String> elr,
                               Optional<String> lastKnownLeader, LeaderRecovery recovery, int losses, List<String> replicas,
                               SortedSet<String> adding, SortedSet<String> removing) {

    /** Kafka's LeaderRecoveryState. */
    public enum LeaderRecovery { RECOVERED, RECOVERING }

    public PartitionVersion {
        isr = sorted(isr);
        elr = sorted(elr);
        replicas = List.copyOf(replicas);
        adding = sorted(adding);
        removing = sorted(removing);
    }

    /** A new partition, in sync on the brokers that are there because it is empty. */
    static PartitionVersion created(String leader, List<String> replicas, SortedSet<String> present) {
        return new PartitionVersion(Optional.of(leader), 0, present, sorted(List.of()), Optional.empty(), LeaderRecovery.RECOVERED, 0, replicas,
                sorted(List.of()), sorted(List.of()));
    }

    /** Who is to lead if all is well. */
    public String preferred() {
        return replicas.get(0);
    }

    /** Whether the partition is moving. */
    public boolean isReassigning() {
        return !adding.isEmpty() || !removing.isEmpty();
    }

    /** Where it moves to; where it is if it does not move. */
    public List<String> target() {
        return replicas.stream().filter(replica -> !removing.contains(replica)).toList();
    }

    PartitionVersion recovered() {
        return new PartitionVersion(leader, leaderEpoch, isr, elr, lastKnownLeader, LeaderRecovery.RECOVERED, losses, replicas, adding, removing);
    }

    PartitionVersion ledBy(Optional<String> newLeader) {
        return new PartitionVersion(newLeader, leaderEpoch, isr, elr, lastKnownLeader, recovery, losses, replicas, adding, removing);
    }

    /** That a replica goes is told by a new leader epoch, so that its fetches are answered no more. */
    PartitionVersion withReplicas(List<String> newReplicas, SortedSet<String> newAdding, SortedSet<String> newRemoving) {
        int newEpoch = leaderEpoch + (newReplicas.containsAll(replicas) ? 0 : 1);
        return new PartitionVersion(leader, newEpoch, among(isr, newReplicas), among(elr, newReplicas), lastKnownLeader, recovery, losses, newReplicas,
                newAdding, newRemoving);
    }

    /** The members in order, never to be changed. */
    public static SortedSet<String> sorted(Collection<String> members) {
        return Collections.unmodifiableSortedSet(new TreeSet<>(members));
    }

    static SortedSet<String> among(Collection<String> members, Collection<String> others) {
        SortedSet<String> common = new TreeSet<>(members);
        common.retainAll(others);
        return sorted(common);
    }

    static SortedSet<String> without(Collection<String> members, Collection<String> others) {
        SortedSet<String> rest = new TreeSet<>(members);
        rest.removeAll(others);
        return sorted(rest);
    }

    static SortedSet<String> union(Collection<String> members, Collection<String> others) {
        SortedSet<String> all = new TreeSet<>(members);
        all.addAll(others);
        return sorted(all);
    }
}
