package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.ANSWER_OFFSETS_FOR_LEADER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.BECOME_FOLLOWER;
import static dev.tidemark.traces.ReplicationVocabulary.REFUSE_OFFSETS_FOR_LEADER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.SEND_OFFSETS_FOR_LEADER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.TRUNCATE_TO_EPOCH_END;

import dev.tidemark.core.Effect.Send;
import dev.tidemark.core.LogView.EpochEnd;
import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import dev.tidemark.core.ReplicaState.FetchState;
import java.util.List;

/**
 * Since KIP-101 a follower asks, before it fetches, where the epoch of its last record ended at the leader. Refines
 * {@code OffsetsForLeaderEpoch.tla}. What it makes of the answer is the protocol's: {@link TruncateByEpoch},
 * {@link TruncateByCommonEpoch}.
 */
public abstract class OffsetsForLeaderEpoch extends EpochlessFetch {

    /** An empty log has nothing to be cut. */
    @Override
    public Outcome<ReplicaState> becomeFollower(ReplicaState state, LogView log, int version, PartitionVersion record) {
        if (!namesNewLeader(state, version, record)) {
            return stale(state, version);
        }
        FetchState fetchState = log.latestEpoch() == -1 ? FetchState.FETCHING : FetchState.TRUNCATING;
        return new Step<>(BECOME_FOLLOWER.with(state.broker(), version), takeRole(state, version, record).with(fetchState), List.of());
    }

    @Override
    public Outcome<ReplicaState> ask(ReplicaState state, LogView log) {
        return state.isTruncating() ? sendOffsetsForLeaderEpoch(state, log) : sendFetch(state, log);
    }

    public Outcome<ReplicaState> sendOffsetsForLeaderEpoch(ReplicaState state, LogView log) {
        if (!state.isFollower() || !state.isTruncating()) {
            return new Refusal<>(ErrorCode.NOT_LEADER_OR_FOLLOWER, state.broker() + " has nothing to ask");
        }
        return new Step<>(SEND_OFFSETS_FOR_LEADER_EPOCH.with(state.broker()), state,
                List.of(new Send(new Message.OffsetsForLeaderEpoch(fetchRequest(state, log)))));
    }

    /** Whoever leads, in whatever epoch, answers: the request does not say which leadership it is meant for. */
    public Outcome<ReplicaState> answerOffsetsForLeaderEpoch(ReplicaState state, LogView log, Message.OffsetsForLeaderEpoch m) {
        if (!state.isLeader()) {
            return notLeader(state);
        }
        EpochEnd end = log.endOffsetFor(m.request().lastFetchedEpoch());
        return new Step<>(ANSWER_OFFSETS_FOR_LEADER_EPOCH.with(state.broker(), m), state,
                List.of(new Send(new EpochEndOffset(m.request(), end.leaderEpoch(), end.endOffset()))));
    }

    /** A question that was refused, to be told to the follower, which will ask again. */
    public Outcome<ReplicaState> refuseOffsetsForLeaderEpoch(ReplicaState state, Message.OffsetsForLeaderEpoch m) {
        if (!state.isRunning()) {
            return new Refusal<>(ErrorCode.NOT_LEADER_OR_FOLLOWER, state.broker() + " has not joined yet");
        }
        return new Step<>(REFUSE_OFFSETS_FOR_LEADER_EPOCH.with(state.broker(), m), state, List.of());
    }

    public Outcome<ReplicaState> truncateToEpochEnd(ReplicaState state, LogView log, EpochEndOffset m) {
        if (!state.isTruncating() || !answers(m, state, log)) {
            return new Refusal<>(ErrorCode.NOT_LEADER_OR_FOLLOWER, state.broker() + " would ask something else by now");
        }
        Cut cut = m.endOffset() == -1 ? new Cut(state.highWatermark(), FetchState.FETCHING) : cut(log, m);
        return new Step<>(TRUNCATE_TO_EPOCH_END.with(state.broker(), m),
                state.with(cut.next).withHighWatermark(Math.min(state.highWatermark(), cut.endOffset)), List.of(new Effect.TruncateLog(cut.endOffset)));
    }

    /** Where a log is cut, and whether that was all. */
    record Cut(long endOffset, FetchState next) { }

    /** What the follower makes of an answer. One that knows no epoch as late leaves it to its high watermark. */
    abstract Cut cut(LogView log, EpochEndOffset m);
}
