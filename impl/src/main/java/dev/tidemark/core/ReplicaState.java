package dev.tidemark.core;

import dev.tidemark.core.Message.AlterPartition;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The memory of one replica of a partition, grouped as {@code memoryVars} of {@code Replication.tla}.
 *
 * @param broker        whose memory it is
 * @param replicas      all brokers that hold the partition
 * @param minIsr        {@code min.insync.replicas}
 * @param membership    its standing in the cluster
 * @param role          whom it follows
 * @param leadership    what only a leader knows
 * @param highWatermark everything below is committed, as far as it knows
 */
public record ReplicaState(String broker, SortedSet<String> replicas, int minIsr, Membership membership, Role role, Leadership leadership,
                           long highWatermark) {

    public enum Status { RUNNING, STARTING }

    /**
     * @param brokerEpoch         the epoch under which the broker joined, -1 until it has
     * @param incarnation         which of its starts this is
     * @param previousBrokerEpoch what the clean-shutdown file said when it started, -1 when it has joined
     */
    public record Membership(int brokerEpoch, Status status, int incarnation, int previousBrokerEpoch) {
        static final Membership FIRST = new Membership(0, Status.RUNNING, 0, -1);

        /** A broker that has opened its logs again. */
        public static Membership starting(int incarnation, int previousBrokerEpoch) {
            return new Membership(-1, Status.STARTING, incarnation, previousBrokerEpoch);
        }
    }

    /** Whether a follower may fetch, or must ask its leader first where to cut its log. */
    public enum FetchState { FETCHING, TRUNCATING }

    /** A broker that is there when the partition is created. */
    public static ReplicaState initial(String broker, SortedSet<String> replicas, int minIsr) {
        return new ReplicaState(broker, replicas, minIsr, Membership.FIRST, Role.NONE, Leadership.none(replicas), 0);
    }

    /** A broker that has opened its log again and has not joined yet. */
    public static ReplicaState restarted(String broker, SortedSet<String> replicas, int minIsr, Membership membership, long highWatermark) {
        return new ReplicaState(broker, replicas, minIsr, membership, Role.NONE, Leadership.none(replicas), highWatermark);
    }

    public boolean isRunning() {
        return membership.status == Status.RUNNING;
    }

    public int brokerEpoch() {
        return membership.brokerEpoch;
    }

    public boolean isLeader() {
        return isRunning() && role.leader.equals(Optional.of(broker));
    }

    public boolean isFollower() {
        return isRunning() && role.leader.isPresent() && !isLeader();
    }

    ReplicaState with(Role newRole, Leadership newLeadership) {
        return new ReplicaState(broker, replicas, minIsr, membership, newRole, newLeadership, highWatermark);
    }

    ReplicaState with(Leadership newLeadership) {
        return with(role, newLeadership);
    }

    public boolean isTruncating() {
        return role.fetchState == FetchState.TRUNCATING;
    }

    ReplicaState with(FetchState fetchState) {
        return with(new Role(role.leader, role.leaderEpoch, role.partitionEpoch, fetchState, role.losses), leadership);
    }

    ReplicaState withHighWatermark(long newHighWatermark) {
        return new ReplicaState(broker, replicas, minIsr, membership, role, leadership, newHighWatermark);
    }

    ReplicaState joined(int newBrokerEpoch, int partitionEpoch) {
        return new ReplicaState(broker, replicas, minIsr, new Membership(newBrokerEpoch, Status.RUNNING, membership.incarnation, -1),
                role.at(partitionEpoch), leadership, highWatermark);
    }

    /**
     * @param leader         whom the replica follows, itself if it leads
     * @param leaderEpoch    the epoch of that leadership, -1 after a restart
     * @param partitionEpoch the version of the partition's record that it has applied, 0 if none
     * @param fetchState     whether it may fetch
     * @param losses         how many unclean elections there had been; whoever shows or promises records says so
     */
    public record Role(Optional<String> leader, int leaderEpoch, int partitionEpoch, FetchState fetchState, int losses) {
        static final Role NONE = none(0);

        static Role none(int partitionEpoch) {
            return new Role(Optional.empty(), -1, partitionEpoch, FetchState.FETCHING, 0);
        }

        static Role of(int version, PartitionVersion record) {
            return new Role(record.leader(), record.leaderEpoch(), version, FetchState.FETCHING, record.losses());
        }

        Role at(int version) {
            return new Role(leader, leaderEpoch, version, fetchState, losses);
        }
    }

    /**
     * @param isr            the in-sync replicas; empty on a follower
     * @param proposal       the AlterPartition request whose outcome is awaited
     * @param followers      what is known of each replica's log
     * @param pendingProduce unanswered produce requests
     */
    public record Leadership(SortedSet<String> isr, Optional<AlterPartition> proposal, SortedMap<String, Progress> followers,
                             SortedSet<PendingProduce> pendingProduce) {
        public Leadership {
            followers = Collections.unmodifiableSortedMap(new TreeMap<>(followers));
            pendingProduce = Collections.unmodifiableSortedSet(new TreeSet<>(pendingProduce));
        }

        static Leadership none(SortedSet<String> replicas) {
            return of(replicas, PartitionVersion.sorted(List.of()));
        }

        static Leadership of(SortedSet<String> replicas, SortedSet<String> isr) {
            SortedMap<String, Progress> followers = new TreeMap<>();
            replicas.forEach(replica -> followers.put(replica, Progress.UNKNOWN));
            return new Leadership(isr, Optional.empty(), followers, new TreeSet<>());
        }

        Leadership withProposal(Optional<AlterPartition> newProposal) {
            return new Leadership(isr, newProposal, followers, pendingProduce);
        }

        Leadership withIsr(SortedSet<String> newIsr) {
            return new Leadership(newIsr, Optional.empty(), followers, pendingProduce);
        }

        Leadership withProgress(String follower, Progress progress) {
            Map<String, Progress> changed = new TreeMap<>(followers);
            changed.put(follower, progress);
            return new Leadership(isr, proposal, new TreeMap<>(changed), pendingProduce);
        }

        Leadership withPending(PendingProduce request) {
            SortedSet<PendingProduce> more = new TreeSet<>(pendingProduce);
            more.add(request);
            return new Leadership(isr, proposal, followers, more);
        }

        Leadership withoutPending(PendingProduce request) {
            SortedSet<PendingProduce> fewer = new TreeSet<>(pendingProduce);
            fewer.remove(request);
            return new Leadership(isr, proposal, followers, fewer);
        }
    }

    /**
     * What a leader knows of a follower, from its last fetch.
     *
     * @param endOffset   the follower's log end, -1 if unknown
     * @param brokerEpoch the broker epoch of the fetch that told so, -1 if none
     */
    public record Progress(long endOffset, int brokerEpoch) {
        static final Progress UNKNOWN = new Progress(-1, -1);
    }

    /** Records from {@code baseOffset} to below {@code endOffset} whose producer waits for an answer. */
    public record PendingProduce(long baseOffset, long endOffset, Acks acks) implements Comparable<PendingProduce> {
        @Override
        public int compareTo(PendingProduce other) {
            return Comparator.comparingLong(PendingProduce::baseOffset).thenComparing(PendingProduce::acks).compare(this, other);
        }
    }
}
