package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.ALTER_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.CREATE_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.FENCE_BROKER;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_INELIGIBLE_REPLICA;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_STALE_ALTER_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.REGISTER;
import static dev.tidemark.traces.ReplicationVocabulary.UNFENCE_BROKER;

import dev.tidemark.core.Effect.Send;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ReplicaState.PageCache;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The controller's actions on one partition: who leads, and who is in sync. Refines the controller of {@code Replication.tla}.
 * Every decision must be durable before anyone is told.
 */
public final class Controller {
    /** How the specs write that there is no leader. */
    public static final String NONE = "none";

    /** The partition is created on the brokers that are there, in sync because it is empty. */
    public Outcome<ControllerState> createPartition(ControllerState state, String l) {
        if (!state.metadataLog().isEmpty() || !state.unfenced().contains(l)) {
            return new Refusal<>(ErrorCode.INVALID_UPDATE_VERSION, "the partition exists, or " + l + " is fenced");
        }
        return new Step<>(CREATE_PARTITION.with(l), state.with(new PartitionVersion(Optional.of(l), 0, state.unfenced())), List.of());
    }

    /**
     * A broker's session has expired, whether it is dead or only silent. It leaves the ISR unless it is the last member, and
     * leadership goes to the next member of {@code preference}; without one the partition has no leader.
     */
    public Outcome<ControllerState> fenceBroker(ControllerState state, String r, List<String> preference) {
        if (!state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.BROKER_ID_NOT_REGISTERED, r + " is fenced already");
        }
        PartitionVersion current = state.current();
        SortedSet<String> newIsr = without(current.isr(), r);
        Optional<String> newLeader = current.leader().equals(Optional.of(r))
                ? preference.stream().filter(newIsr::contains).findFirst() : current.leader();
        ControllerState next = state.withUnfenced(without(state.unfenced(), r));
        return new Step<>(FENCE_BROKER.with(r, newLeader.orElse(NONE)), decide(next, newLeader, newIsr.isEmpty() && current.isr().contains(r) ? current.isr() : newIsr), List.of());
    }

    /** The heartbeats of a broker that was only silent come through again. */
    public Outcome<ControllerState> unfenceBroker(ControllerState state, String r) {
        if (state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.NONE, r + " is not fenced");
        }
        return new Step<>(UNFENCE_BROKER.with(r), welcomeBack(state, r, state.current().isr()), List.of());
    }

    /**
     * A broker that restarted joins again, after its old session has expired. One that has lost its page cache may have lost
     * committed records: it leaves the ISR, even as its last member.
     */
    public Outcome<ControllerState> register(ControllerState state, String r, PageCache pageCache) {
        if (state.unfenced().contains(r)) {
            return new Refusal<>(ErrorCode.DUPLICATE_BROKER_REGISTRATION, "the session of " + r + " is still valid");
        }
        int brokerEpoch = state.registeredEpoch().get(r) + 1;
        SortedSet<String> newIsr = pageCache == PageCache.LOST ? without(state.current().isr(), r) : state.current().isr();
        ControllerState next = welcomeBack(state.withRegistration(r, brokerEpoch), r, newIsr);
        return new Step<>(REGISTER.with(r), next, List.of(new Send(new Registration(r, brokerEpoch, next.version()))));
    }

    /** A partition without a leader gets one as soon as a member of the ISR is back. */
    private static ControllerState welcomeBack(ControllerState state, String r, SortedSet<String> newIsr) {
        SortedSet<String> unfenced = new TreeSet<>(state.unfenced());
        unfenced.add(r);
        Optional<String> leader = state.current().leader();
        return decide(state.withUnfenced(unfenced), leader.isEmpty() && newIsr.contains(r) ? Optional.of(r) : leader, newIsr);
    }

    /** One partition record, if anything changed: the leader epoch rises exactly when the leader changes. */
    private static ControllerState decide(ControllerState state, Optional<String> newLeader, SortedSet<String> newIsr) {
        PartitionVersion current = state.current();
        if (newLeader.equals(current.leader()) && newIsr.equals(current.isr())) {
            return state;
        }
        int leaderEpoch = current.leaderEpoch() + (newLeader.equals(current.leader()) ? 0 : 1);
        return state.with(new PartitionVersion(newLeader, leaderEpoch, newIsr));
    }

    /** A leader's proposal, if it builds on the last decision and its members are the brokers that the leader has heard of. */
    public Outcome<ControllerState> alterPartition(ControllerState state, AlterPartition m) {
        if (!isUpToDate(state, m)) {
            return new Refusal<>(m.leaderEpoch() < state.current().leaderEpoch()
                    ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.INVALID_UPDATE_VERSION, "the partition is at version " + state.version());
        }
        if (!isEligible(state, m)) {
            return new Refusal<>(ErrorCode.INELIGIBLE_REPLICA, "of " + m.isr() + " only " + state.unfenced() + " are there");
        }
        return new Step<>(ALTER_PARTITION.with(m), decide(state, Optional.of(m.leader()), m.isr()), List.of());
    }

    /** The leader has to wait for what was decided meanwhile. It may not take its proposal back: it may have been that. */
    public Outcome<ControllerState> refuseStaleAlterPartition(ControllerState state, AlterPartition m) {
        return new Step<>(REFUSE_STALE_ALTER_PARTITION.with(m), state, List.of());
    }

    /** A member is fenced, or has restarted since it fetched. The leader may take its proposal back. */
    public Outcome<ControllerState> refuseIneligibleReplica(ControllerState state, AlterPartition m) {
        return new Step<>(REFUSE_INELIGIBLE_REPLICA.with(m), state, List.of(new Send(new IneligibleReplica(m))));
    }

    private static boolean isUpToDate(ControllerState state, AlterPartition m) {
        return state.current().leader().equals(Optional.of(m.leader()))
                && m.leaderEpoch() == state.current().leaderEpoch()
                && m.partitionEpoch() == state.version();
    }

    /** Each member is there, and is the incarnation that the leader has heard of (KIP-903). */
    private static boolean isEligible(ControllerState state, AlterPartition m) {
        return m.brokerEpochs().entrySet().stream().allMatch(member -> state.unfenced().contains(member.getKey())
                && (member.getValue() == -1 || member.getValue().equals(state.registeredEpoch().get(member.getKey()))));
    }

    private static SortedSet<String> without(SortedSet<String> members, String r) {
        SortedSet<String> others = new TreeSet<>(members);
        others.remove(r);
        return PartitionVersion.sorted(others);
    }
}
