package dev.tidemark.core;

import static dev.tidemark.core.PartitionVersion.union;
import static dev.tidemark.core.PartitionVersion.without;

import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * How a version of a partition's record follows from the one before: who stays eligible, who is elected, and what an election does to the
 * ISR. Refines {@code PartitionChange.tla}, as Kafka's PartitionChangeBuilder. Of several candidates the first in the order of replicas
 * is elected, as in Kafka.
 *
 * @param before what is to change
 * @param newIsr who will be in sync
 * @param lossy  replicas that may have lost what they had
 */
record PartitionChange(PartitionVersion before, SortedSet<String> newIsr, SortedSet<String> lossy, TopicRules rules) {

    /** With the minimum ISR there is no need for others. Below it nothing more is committed, so whoever was in the ISR stays eligible. */
    SortedSet<String> elr() {
        if (newIsr.size() >= rules.minIsr()) {
            return PartitionVersion.sorted(List.of());
        }
        SortedSet<String> members = without(without(union(before.elr(), before.isr()), newIsr), lossy);
        return PartitionVersion.among(members, before.replicas());
    }

    /** Whether a replica may lead without a loss. */
    boolean isValid(String replica, SortedSet<String> active) {
        return active.contains(replica) && (newIsr.isEmpty() ? elr() : newIsr).contains(replica);
    }

    /**
     * Whom to elect of the brokers that are there: the leader stays if it can; only if nobody is valid, and if that is allowed, somebody
     * else is elected, the last known leader if possible.
     */
    Optional<String> electable(SortedSet<String> active) {
        List<String> present = before.replicas().stream().filter(active::contains).toList();
        if (before.leader().filter(leader -> isValid(leader, active)).isPresent()) {
            return before.leader();
        }
        Optional<String> valid = present.stream().filter(replica -> isValid(replica, active)).findFirst();
        if (valid.isPresent() || !rules.uncleanElection()) {
            return valid;
        }
        return before.lastKnownLeader().filter(present::contains).or(() -> present.stream().findFirst());
    }

    /** The record after an election, in which the leader may also stay. */
    PartitionVersion elect(Optional<String> newLeader) {
        int leaderEpoch = before.leaderEpoch() + (newLeader.equals(before.leader()) ? 0 : 1);
        boolean isClean = newLeader.isEmpty() || newIsr.contains(newLeader.get()) || elr().contains(newLeader.get());
        SortedSet<String> isr = newLeader.isEmpty() || newIsr.contains(newLeader.get()) ? newIsr : PartitionVersion.sorted(newLeader.stream().toList());
        SortedSet<String> elr = isClean ? without(elr(), newLeader.stream().toList()) : PartitionVersion.sorted(List.of());
        Optional<String> lastKnownLeader = newLeader.isPresent() ? Optional.empty() : before.leader().or(before::lastKnownLeader);
        return new PartitionVersion(newLeader, leaderEpoch, isr, elr, lastKnownLeader, isClean ? before.recovery() : LeaderRecovery.RECOVERING,
                before.losses() + (isClean ? 0 : 1), before.replicas(), before.adding(), before.removing());
    }

    /** The record when the partition is to move. What an earlier reassignment was adding is dropped unless it is in the new target as well. */
    static PartitionVersion reassigned(PartitionVersion before, List<String> target) {
        SortedSet<String> original = without(before.replicas(), before.adding());
        SortedSet<String> removing = without(original, target);
        List<String> replicas = new ArrayList<>(target);
        replicas.addAll(removing);
        return before.withReplicas(replicas, without(target, original), removing);
    }
}
