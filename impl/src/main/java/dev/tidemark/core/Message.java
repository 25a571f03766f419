package dev.tidemark.core;

import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** What brokers and the controller say to each other about one partition; {@code messages} of {@code Replication.tla}. */
public sealed interface Message {

    /** A message that is one step of a fetch. */
    sealed interface Fetching extends Message {
        FetchRequest request();
    }

    /** A message by which a follower asks its leader. */
    sealed interface Asking extends Fetching { }

    /** A follower asks for what follows its log. */
    record FetchRequest(String follower, int brokerEpoch, String leader, int leaderEpoch, long fetchOffset, int lastFetchedEpoch)
            implements Asking {
        @Override
        public FetchRequest request() {
            return this;
        }
    }

    /** Entries from the fetch offset on, and the leader's high watermark. */
    record FetchResponse(FetchRequest request, Batches batches, long highWatermark) implements Fetching { }

    /** The follower's log diverges: the largest epoch of the leader not above the follower's last, and where it ends. */
    record DivergingEpoch(FetchRequest request, int divergingEpoch, long endOffset) implements Fetching { }

    /** Before it fetches, a follower asks where the epoch of its last record ended ({@code lastFetchedEpoch} of what it will fetch). */
    record OffsetsForLeaderEpoch(FetchRequest request) implements Asking { }

    /** The largest epoch of the leader not above the one asked for, and where it ends; -1 if it knows none as late. */
    record EpochEndOffset(FetchRequest request, int endEpoch, long endOffset) implements Fetching { }

    /**
     * A leader proposes an ISR; each member with the broker epoch under which it last fetched, -1 if it has not. A leader has recovered,
     * whatever it was elected after: there is nothing that it would do about a loss.
     */
    record AlterPartition(String leader, int leaderEpoch, int partitionEpoch, SortedMap<String, Integer> brokerEpochs, LeaderRecovery recovery)
            implements Message {
        public AlterPartition {
            brokerEpochs = Collections.unmodifiableSortedMap(new TreeMap<>(brokerEpochs));
        }

        public SortedSet<String> isr() {
            return PartitionVersion.sorted(brokerEpochs.keySet());
        }
    }

    /** The controller refuses a proposal for good: a member is fenced or has restarted. */
    record IneligibleReplica(AlterPartition proposal) implements Message { }

    /** The controller welcomes a broker that restarted, which may ignore versions older than this one. */
    record Registration(String broker, int incarnation, int brokerEpoch, int partitionEpoch) implements Message { }

    /**
     * A broker that restarted wants to join.
     *
     * @param incarnation         which of its starts this is
     * @param previousBrokerEpoch what its clean-shutdown file said; -1 if there was none
     */
    record RegistrationRequest(String broker, int incarnation, int previousBrokerEpoch) implements Message { }

    /** Record batches as they are on the leader's disk; what is in them is decoded where it is needed. */
    interface Batches {
        List<Entry> entries();
    }

    /** A record at its place in the log, as the specs see it: whose epoch, and what. */
    record Entry(int leaderEpoch, String record) { }
}
