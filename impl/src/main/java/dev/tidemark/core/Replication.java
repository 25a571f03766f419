package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.ACKNOWLEDGE;
import static dev.tidemark.traces.ReplicationVocabulary.ADVANCE_HIGH_WATERMARK;
import static dev.tidemark.traces.ReplicationVocabulary.ANSWER_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.APPEND_RECORDS;
import static dev.tidemark.traces.ReplicationVocabulary.APPLY_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.BECOME_LEADER;
import static dev.tidemark.traces.ReplicationVocabulary.CHECKPOINT_HIGH_WATERMARK;
import static dev.tidemark.traces.ReplicationVocabulary.CHECKPOINT_RECOVERY_POINT;
import static dev.tidemark.traces.ReplicationVocabulary.COMPLETE_REGISTRATION;
import static dev.tidemark.traces.ReplicationVocabulary.EXPAND_ISR;
import static dev.tidemark.traces.ReplicationVocabulary.FLUSH;
import static dev.tidemark.traces.ReplicationVocabulary.LEARN_ISR;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.RESTART;
import static dev.tidemark.traces.ReplicationVocabulary.RETRY_ALTER_PARTITION;
import static dev.tidemark.traces.ReplicationVocabulary.SEND_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.SEND_REGISTRATION;
import static dev.tidemark.traces.ReplicationVocabulary.SHRINK_ISR;
import static dev.tidemark.traces.ReplicationVocabulary.SHUT_DOWN;
import static dev.tidemark.traces.ReplicationVocabulary.STOP_REPLICA;
import static dev.tidemark.traces.ReplicationVocabulary.WITHDRAW_PROPOSAL;
import static dev.tidemark.core.ErrorCode.NOT_ENOUGH_REPLICAS;
import static dev.tidemark.core.ErrorCode.NOT_LEADER_OR_FOLLOWER;

import dev.tidemark.core.Effect.AssignEpoch;
import dev.tidemark.core.Effect.Send;
import dev.tidemark.core.Message.AlterPartition;
import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Message.FetchResponse;
import dev.tidemark.core.Message.IneligibleReplica;
import dev.tidemark.core.Message.Registration;
import dev.tidemark.core.Message.RegistrationRequest;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import dev.tidemark.core.ReplicaState.Leadership;
import dev.tidemark.core.ReplicaState.Membership;
import dev.tidemark.core.ReplicaState.PendingProduce;
import dev.tidemark.core.ReplicaState.Progress;
import dev.tidemark.core.ReplicaState.Role;
import dev.tidemark.core.ReplicaState.Status;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.traces.ActionCall;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The replica's actions that every generation of the replication protocol shares; refines {@code Replication.tla}. How a
 * follower reconciles its log with a new leader's is the protocol's. In the order of history: {@link TruncateToHighWatermark},
 * {@link TruncateByEpoch}, {@link TruncateByCommonEpoch}, {@link UnfencedReplication}, {@link FencedReplication}.
 */
public abstract class Replication {

    /** The name of the spec that this protocol follows. */
    public abstract String spec();

    public abstract Outcome<ReplicaState> becomeFollower(ReplicaState state, LogView log, int version, PartitionVersion record);

    /** A leader's answer to a fetch. {@code batches} are what one answer reaches, from the fetch offset on. */
    public abstract Outcome<ReplicaState> answerFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset);

    /** Which of the protocol's answers a fetch gets. */
    public Outcome<ReplicaState> respondToFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset) {
        return answerFetch(state, log, m, batches, endOffset);
    }

    /** What of the protocol's a follower asks its leader. */
    public Outcome<ReplicaState> ask(ReplicaState state, LogView log) {
        return sendFetch(state, log);
    }

    /** The broker takes on the role that a version of the record gives it; what it knew as a leader is gone. */
    static ReplicaState takeRole(ReplicaState state, int version, PartitionVersion record) {
        Role role = Role.of(version, record);
        boolean leads = record.leader().equals(Optional.of(state.broker()));
        return state.with(role, leads ? Leadership.of(state.replicas(), record.isr()) : Leadership.none(state.replicas()));
    }

    /** Whether a version is news that the broker may act upon. */
    static boolean canApply(ReplicaState state, int version) {
        return state.isRunning() && version > state.role().partitionEpoch();
    }

    /** Whether a version tells a replica to follow another leader than before, or nobody. */
    static boolean namesNewLeader(ReplicaState state, int version, PartitionVersion record) {
        return canApply(state, version) && record.leaderEpoch() > state.role().leaderEpoch() && record.replicas().contains(state.broker());
    }

    /** The new epoch is recorded even before it has a record: a follower may ask where the last one ended. */
    public Outcome<ReplicaState> becomeLeader(ReplicaState state, int version, PartitionVersion record) {
        if (!canApply(state, version) || record.leaderEpoch() <= state.role().leaderEpoch()) {
            return stale(state, version);
        }
        return new Step<>(BECOME_LEADER.with(state.broker(), version), takeRole(state, version, record),
                List.of(new AssignEpoch(record.leaderEpoch())));
    }

    public Outcome<ReplicaState> learnIsr(ReplicaState state, int version, PartitionVersion record) {
        if (!canApply(state, version) || !state.isLeader() || record.leaderEpoch() != state.role().leaderEpoch()) {
            return stale(state, version);
        }
        return new Step<>(LEARN_ISR.with(state.broker(), version), state.with(state.role().at(version), state.leadership().withIsr(record.isr())), List.of());
    }

    /** The partition is here no more, and neither is what there was of it. Should it come back, it will be a new replica. */
    public Outcome<ReplicaState> stopReplica(ReplicaState state, int version, PartitionVersion record) {
        if (!canApply(state, version) || record.replicas().contains(state.broker())) {
            return stale(state, version);
        }
        ReplicaState next = state.with(Role.none(version), Leadership.none(state.replicas())).withHighWatermark(0);
        return new Step<>(STOP_REPLICA.with(state.broker(), version), next, List.of(new Effect.DeleteLog()));
    }

    static Refusal<ReplicaState> stale(ReplicaState state, int version) {
        return new Refusal<>(ErrorCode.INVALID_UPDATE_VERSION,
                state.broker() + " has applied version " + state.role().partitionEpoch() + ", and version " + version + " tells it nothing");
    }

    static Refusal<ReplicaState> notLeader(ReplicaState state) {
        return new Refusal<>(NOT_LEADER_OR_FOLLOWER, state.broker() + " is not the leader");
    }

    /** The records are in the leader's page cache. With acks=all the ISR must be large enough beforehand. */
    public Outcome<ReplicaState> appendRecords(ReplicaState state, LogView log, ProducedRecords batch, Acks acks) {
        if (!state.isLeader()) {
            return notLeader(state);
        }
        if (acks == Acks.ALL && state.leadership().isr().size() < state.minIsr()) {
            return new Refusal<>(NOT_ENOUGH_REPLICAS, "the ISR is " + state.leadership().isr() + ", min.insync.replicas " + state.minIsr());
        }
        PendingProduce request = new PendingProduce(log.endOffset(), log.endOffset() + batch.texts().size(), acks);
        ReplicaState next = acks == Acks.NONE ? state : state.with(state.leadership().withPending(request));
        return new Step<>(APPEND_RECORDS.with(state.broker(), batch.texts(), acks.setting()), next,
                List.of(new Effect.AppendRecords(batch, state.role().leaderEpoch())));
    }

    /** The producer gets its answer: with acks=1 at once, with acks=all when the high watermark has passed its records. */
    public Outcome<ReplicaState> acknowledge(ReplicaState state, PendingProduce request) {
        if (!state.isLeader() || !state.leadership().pendingProduce().contains(request)) {
            return notLeader(state);
        }
        if (request.acks() == Acks.ALL && state.highWatermark() < request.endOffset()) {
            return new Refusal<>(ErrorCode.REQUEST_TIMED_OUT, "the high watermark is " + state.highWatermark());
        }
        if (request.acks() == Acks.ALL && maximalIsr(state).size() < state.minIsr()) {
            return new Refusal<>(ErrorCode.NOT_ENOUGH_REPLICAS_AFTER_APPEND, "the maximal ISR is " + maximalIsr(state));
        }
        return new Step<>(ACKNOWLEDGE.with(state.broker(), request), state.with(state.leadership().withoutPending(request)), List.of(new Effect.Acknowledge(request)));
    }

    /** Members whom a leader must wait for: those in the ISR, and those that may be in it by now (KIP-497). */
    static SortedSet<String> maximalIsr(ReplicaState state) {
        SortedSet<String> members = new TreeSet<>(state.leadership().isr());
        state.leadership().proposal().ifPresent(proposal -> members.addAll(proposal.isr()));
        return members;
    }

    /** A record is committed when the whole maximal ISR has it. Below the minimum ISR nothing more is committed (KIP-966). */
    public Outcome<ReplicaState> advanceHighWatermark(ReplicaState state, LogView log) {
        if (!state.isLeader() || state.leadership().isr().size() < state.minIsr()) {
            return notLeader(state);
        }
        long newHighWatermark = log.endOffset();
        for (String member : maximalIsr(state)) {
            if (!member.equals(state.broker())) {
                newHighWatermark = Math.min(newHighWatermark, state.leadership().followers().get(member).endOffset());
            }
        }
        if (newHighWatermark <= state.highWatermark()) {
            return new Refusal<>(ErrorCode.NONE, "the high watermark is " + state.highWatermark() + " already");
        }
        return new Step<>(ADVANCE_HIGH_WATERMARK.with(state.broker()), state.withHighWatermark(newHighWatermark), List.of());
    }

    /** A follower has caught up to the high watermark, and to where this epoch began: it may hold all that is committed. */
    public Outcome<ReplicaState> expandIsr(ReplicaState state, LogView log, String f) {
        if (!state.isLeader() || state.leadership().proposal().isPresent() || state.leadership().isr().contains(f)) {
            return notLeader(state);
        }
        long endOffset = state.leadership().followers().get(f).endOffset();
        if (endOffset < state.highWatermark() || endOffset < log.latestEpochStart()) {
            return new Refusal<>(ErrorCode.INELIGIBLE_REPLICA, f + " has offset " + endOffset + " only");
        }
        SortedSet<String> newIsr = new TreeSet<>(state.leadership().isr());
        newIsr.add(f);
        return proposeIsr(EXPAND_ISR.with(state.broker(), f), state, newIsr);
    }

    /** Followers have not caught up for replica.lag.time.max.ms. They count until the controller has agreed. */
    public Outcome<ReplicaState> shrinkIsr(ReplicaState state, SortedSet<String> newIsr) {
        SortedSet<String> isr = state.leadership().isr();
        if (!state.isLeader() || state.leadership().proposal().isPresent()) {
            return notLeader(state);
        }
        if (newIsr.equals(isr) || !isr.containsAll(newIsr) || !newIsr.contains(state.broker())) {
            throw new IllegalArgumentException(state.broker() + " cannot shrink " + isr + " to " + newIsr);
        }
        return proposeIsr(SHRINK_ISR.with(state.broker(), newIsr), state, newIsr);
    }

    private static Step<ReplicaState> proposeIsr(ActionCall call, ReplicaState state, SortedSet<String> newIsr) {
        SortedMap<String, Integer> brokerEpochs = new TreeMap<>();
        for (String member : newIsr) {
            brokerEpochs.put(member, member.equals(state.broker())
                    ? state.brokerEpoch() : state.leadership().followers().get(member).brokerEpoch());
        }
        AlterPartition request = new AlterPartition(state.broker(), state.role().leaderEpoch(), state.role().partitionEpoch(), brokerEpochs,
                LeaderRecovery.RECOVERED);
        return new Step<>(call, state.with(state.leadership().withProposal(Optional.of(request))),
                List.of(new Send(request)));
    }

    /** The proposal or its answer was lost with the connection: send the very same again. */
    public Outcome<ReplicaState> retryAlterPartition(ReplicaState state) {
        if (!state.isLeader() || state.leadership().proposal().isEmpty()) {
            return notLeader(state);
        }
        return new Step<>(RETRY_ALTER_PARTITION.with(state.broker()), state,
                List.of(new Send(state.leadership().proposal().get())));
    }

    /** The controller refused the proposal for good: the ISR is what it was. */
    public Outcome<ReplicaState> withdrawProposal(ReplicaState state, IneligibleReplica m) {
        if (!state.isLeader() || !state.leadership().proposal().equals(Optional.of(m.proposal()))) {
            return notLeader(state);
        }
        return new Step<>(WITHDRAW_PROPOSAL.with(state.broker(), m), state.with(state.leadership().withProposal(Optional.empty())), List.of());
    }

    /** The part of answering a fetch that all protocols share. The fetch offset proves what the follower holds. */
    static Outcome<ReplicaState> answer(ReplicaState state, FetchRequest m, Batches batches, long endOffset) {
        if (m.brokerEpoch() < state.leadership().followers().get(m.follower()).brokerEpoch()) {
            return new Refusal<>(ErrorCode.STALE_BROKER_EPOCH, m.follower() + " has restarted since it sent this");
        }
        return new Step<>(ANSWER_FETCH.with(state.broker(), m, endOffset), state.with(state.leadership().withProgress(m.follower(), new Progress(m.fetchOffset(), m.brokerEpoch()))),
                List.of(new Send(new FetchResponse(m, batches, state.highWatermark()))));
    }

    /** A fetch that was refused, to be told to the follower, which will ask again. */
    public Outcome<ReplicaState> refuseFetch(ReplicaState state, FetchRequest m) {
        return new Step<>(REFUSE_FETCH.with(state.broker(), m), state, List.of());
    }

    /** What a follower asks for. An answer counts only while the follower would still ask the same. */
    static FetchRequest fetchRequest(ReplicaState state, LogView log) {
        return new FetchRequest(state.broker(), state.brokerEpoch(), state.role().leader().orElseThrow(), state.role().leaderEpoch(),
                log.endOffset(), log.latestEpoch());
    }

    static boolean answers(Message.Fetching m, ReplicaState state, LogView log) {
        return state.isFollower() && m.request().equals(fetchRequest(state, log));
    }

    public Outcome<ReplicaState> sendFetch(ReplicaState state, LogView log) {
        if (!state.isFollower()) {
            return new Refusal<>(NOT_LEADER_OR_FOLLOWER, state.broker() + " follows nobody");
        }
        if (state.isTruncating()) {
            return new Refusal<>(ErrorCode.NONE, state.broker() + " does not know yet where to cut its log");
        }
        return new Step<>(SEND_FETCH.with(state.broker()), state, List.of(new Send(fetchRequest(state, log))));
    }

    /** The entries go to the page cache; the leader's high watermark is taken as far as the log reaches. */
    public Outcome<ReplicaState> applyFetch(ReplicaState state, LogView log, FetchResponse m) {
        if (!answers(m, state, log)) {
            return new Refusal<>(NOT_LEADER_OR_FOLLOWER, state.broker() + " would ask something else by now");
        }
        long newEndOffset = log.endOffset() + m.batches().entries().size();
        return new Step<>(APPLY_FETCH.with(state.broker(), m), state.withHighWatermark(Math.min(m.highWatermark(), newEndOffset)), List.of(new Effect.AppendBatches(m.batches())));
    }

    /** Everything in the log goes to the platter. */
    public Outcome<ReplicaState> flush(ReplicaState state, LogView log) {
        if (log.flushedOffset() == log.endOffset()) {
            return new Refusal<>(ErrorCode.NONE, "nothing to flush");
        }
        return new Step<>(FLUSH.with(state.broker(), log.endOffset()), state, List.of(new Effect.Flush()));
    }

    /** Only what is flushed may be called flushed. */
    public Outcome<ReplicaState> checkpointRecoveryPoint(ReplicaState state, LogView log, long checkpoint) {
        if (checkpoint == log.flushedOffset()) {
            return new Refusal<>(ErrorCode.NONE, "the checkpoint is up to date");
        }
        return new Step<>(CHECKPOINT_RECOVERY_POINT.with(state.broker()), state,
                List.of(new Effect.CheckpointRecoveryPoint(log.flushedOffset())));
    }

    public Outcome<ReplicaState> checkpointHighWatermark(ReplicaState state, long checkpoint) {
        if (checkpoint == state.highWatermark()) {
            return new Refusal<>(ErrorCode.NONE, "the checkpoint is up to date");
        }
        return new Step<>(CHECKPOINT_HIGH_WATERMARK.with(state.broker()), state,
                List.of(new Effect.CheckpointHighWatermark(state.highWatermark())));
    }

    /** The log is open again: the high watermark is the checkpoint's, as far as the log reaches. */
    public static Step<ReplicaState> restart(ReplicaState blank, Membership membership, LogView log, long highWatermarkCheckpoint) {
        ReplicaState state = ReplicaState.restarted(blank.broker(), blank.replicas(), blank.minIsr(), membership,
                Math.min(highWatermarkCheckpoint, log.endOffset()));
        return new Step<>(RESTART.with(blank.broker(), log.endOffset()), state, List.of());
    }

    /** The broker asks to join, and says which of its starts this is, and as whom it had shut down in peace. */
    public static Outcome<Membership> sendRegistration(String broker, Membership membership) {
        if (membership.status() == Status.RUNNING) {
            return new Refusal<>(ErrorCode.DUPLICATE_BROKER_REGISTRATION, broker + " is a member already");
        }
        RegistrationRequest request = new RegistrationRequest(broker, membership.incarnation(), membership.previousBrokerEpoch());
        return new Step<>(SEND_REGISTRATION.with(broker), membership, List.of(new Send(request)));
    }

    /** The broker is a member again. It ignores versions older than its registration: they speak of the broker it was. */
    public Outcome<ReplicaState> completeRegistration(ReplicaState state, Registration m) {
        if (state.isRunning() || m.incarnation() != state.membership().incarnation()) {
            return new Refusal<>(ErrorCode.DUPLICATE_BROKER_REGISTRATION, state.broker() + " is a member already, or was started again");
        }
        return new Step<>(COMPLETE_REGISTRATION.with(state.broker(), m), state.joined(m.brokerEpoch(), m.partitionEpoch() - 1), List.of());
    }

    /** The broker stops in peace: its logs are flushed, and the clean-shutdown file says as whom. */
    public static Outcome<Membership> shutDown(String broker, Membership membership) {
        if (membership.status() != Status.RUNNING) {
            return new Refusal<>(ErrorCode.BROKER_ID_NOT_REGISTERED, broker + " is no member");
        }
        return new Step<>(SHUT_DOWN.with(broker), membership, List.of());
    }
}
