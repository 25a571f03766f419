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
 * @param pageCache     whether the machine has been up since the broker last joined
 * @param brokerEpoch   the epoch under which the broker joined, -1 until it has
 * @param role          whom it follows
 * @param leadership    what only a leader knows
 * @param highWatermark everything below is committed, as far as it knows
 */
public record ReplicaState(String broker, SortedSet<String> replicas, int minIsr, PageCache pageCache, int brokerEpoch,
                           Status status, Role role, Leadership leadership, long highWatermark) {

    public enum Status { RUNNING, STARTING }

    /** What has become of the page cache since the broker last joined the cluster. */
    public enum PageCache { KEPT, LOST }

    /** Whether a follower may fetch, or must ask its leader first where to cut its log. */
    public enum FetchState { FETCHING, TRUNCATING }

    /** A broker that is there when the partition is created. */
    public static ReplicaState initial(String broker, SortedSet<String> replicas, int minIsr) {
        return new ReplicaState(broker, replicas, minIsr, PageCache.KEPT, 0, Status.RUNNING, Role.NONE, Leadership.none(replicas), 0);
    }

    /** A broker that has opened its log again and has not joined yet. */
    public static ReplicaState restarted(String broker, SortedSet<String> replicas, int minIsr, PageCache pageCache, long highWatermark) {
        return new ReplicaState(broker, replicas, minIsr, pageCache, -1, Status.STARTING, Role.NONE, Leadership.none(replicas), highWatermark);
    }

    public boolean isRunning() {
        return status == Status.RUNNING;
    }

    public boolean isLeader() {
        return isRunning() && role.leader.equals(Optional.of(broker));
    }

    public boolean isFollower() {
        return isRunning() && role.leader.isPresent() && !isLeader();
    }

    ReplicaState with(Role newRole, Leadership newLeadership) {
        return new ReplicaState(broker, replicas, minIsr, pageCache, brokerEpoch, status, newRole, newLeadership, highWatermark);
    }

    ReplicaState with(Leadership newLeadership) {
        return with(role, newLeadership);
    }

    public boolean isTruncating() {
        return role.fetchState == FetchState.TRUNCATING;
    }

    ReplicaState with(FetchState fetchState) {
        return with(new Role(role.leader, role.leaderEpoch, role.partitionEpoch, fetchState), leadership);
    }

    ReplicaState withHighWatermark(long newHighWatermark) {
        return new ReplicaState(broker, replicas, minIsr, pageCache, brokerEpoch, status, role, leadership, newHighWatermark);
    }

    ReplicaState joined(int newBrokerEpoch, int partitionEpoch) {
        return new ReplicaState(broker, replicas, minIsr, PageCache.KEPT, newBrokerEpoch, Status.RUNNING,
                new Role(role.leader, role.leaderEpoch, partitionEpoch, role.fetchState), leadership, highWatermark);
    }

    /**
     * @param leader         whom the replica follows, itself if it leads
     * @param leaderEpoch    the epoch of that leadership, -1 after a restart
     * @param partitionEpoch the version of the partition's record that it has applied, 0 if none
     * @param fetchState     whether it may fetch
     */
    public record Role(Optional<String> leader, int leaderEpoch, int partitionEpoch, FetchState fetchState) {
        static final Role NONE = new Role(Optional.empty(), -1, 0);

        Role(Optional<String> leader, int leaderEpoch, int partitionEpoch) {
            this(leader, leaderEpoch, partitionEpoch, FetchState.FETCHING);
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
