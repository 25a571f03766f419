package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.ANSWER_DIVERGING_FETCH;
import static dev.tidemark.traces.ReplicationVocabulary.BECOME_FOLLOWER;
import static dev.tidemark.traces.ReplicationVocabulary.TRUNCATE_ON_DIVERGENCE;

import dev.tidemark.core.Effect.Send;
import dev.tidemark.core.LogView.EpochEnd;
import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.DivergingEpoch;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import java.util.List;

/**
 * A fetch names the epoch of the follower's last record, and the leader answers one from a diverging log with where they
 * diverge. Refines {@code DivergingFetch.tla}. Whose fetches a leader answers is the protocol's: {@link UnfencedReplication},
 * {@link FencedReplication}.
 */
public abstract class DivergingFetch extends Replication {

    /** A follower keeps its log: what to cut is for the leader to say. */
    @Override
    public Outcome<ReplicaState> becomeFollower(ReplicaState state, LogView log, int version, PartitionVersion record) {
        if (!namesNewLeader(state, version, record)) {
            return stale(state, version);
        }
        return new Step<>(BECOME_FOLLOWER.with(state.broker(), version), takeRole(state, version, record), List.of());
    }

    /** The follower's log is not a prefix of the leader's: its last epoch is unknown here, or ended earlier. */
    private static boolean diverges(LogView log, FetchRequest m) {
        EpochEnd end = log.endOffsetFor(m.lastFetchedEpoch());
        return m.lastFetchedEpoch() != -1 && (end.leaderEpoch() < m.lastFetchedEpoch() || end.endOffset() < m.fetchOffset());
    }

    @Override
    public Outcome<ReplicaState> respondToFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset) {
        return diverges(log, m) ? answerDivergingFetch(state, log, m) : answerFetch(state, log, m, batches, endOffset);
    }

    public abstract Outcome<ReplicaState> answerDivergingFetch(ReplicaState state, LogView log, FetchRequest m);

    /** The leader learns nothing of the follower's log end from a fetch that diverges. */
    static Outcome<ReplicaState> tellDivergence(ReplicaState state, LogView log, FetchRequest m) {
        if (m.brokerEpoch() < state.leadership().followers().get(m.follower()).brokerEpoch()) {
            return new Refusal<>(ErrorCode.STALE_BROKER_EPOCH, m.follower() + " has restarted since it sent this");
        }
        EpochEnd end = log.endOffsetFor(m.lastFetchedEpoch());
        return new Step<>(ANSWER_DIVERGING_FETCH.with(state.broker(), m), state,
                List.of(new Send(new DivergingEpoch(m, end.leaderEpoch(), end.endOffset()))));
    }

    /**
     * The follower cuts its log where the leader's epoch ended, or where its own did if it does not know that epoch; in that
     * case it will ask again, and find the next divergence (KIP-279). A leader that knows no epoch as late as the follower's
     * leaves it to its high watermark; in its own epoch no leader is so ignorant.
     */
    public Outcome<ReplicaState> truncateOnDivergence(ReplicaState state, LogView log, DivergingEpoch m) {
        if (!answers(m, state, log)) {
            return new Refusal<>(ErrorCode.NOT_LEADER_OR_FOLLOWER, state.broker() + " would ask something else by now");
        }
        EpochEnd own = log.endOffsetFor(m.divergingEpoch());
        long limit = Math.min(own.endOffset() == -1 ? log.endOffset() : own.endOffset(), log.endOffset());
        long endOffset = m.endOffset() == -1 ? state.highWatermark()
                : own.leaderEpoch() == m.divergingEpoch() ? Math.min(limit, m.endOffset()) : limit;
        return new Step<>(TRUNCATE_ON_DIVERGENCE.with(state.broker(), m), state.withHighWatermark(Math.min(state.highWatermark(), endOffset)), List.of(new Effect.TruncateLog(endOffset)));
    }
}
