package dev.tidemark.core;

import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Outcome.Refusal;

/**
 * Kafka's replication protocol since KIP-320: a fetch names the epochs of the follower and of its last record, and the leader
 * refuses or corrects it. Refines {@code FencedReplication.tla}.
 */
public final class FencedReplication extends DivergingFetch {

    @Override
    public String spec() {
        return "FencedReplication";
    }

    @Override
    public Outcome<ReplicaState> answerFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset) {
        if (!state.isLeader()) {
            return notLeader(state);
        }
        if (m.leaderEpoch() != state.role().leaderEpoch()) {
            return otherEpoch(state, m);
        }
        return answer(state, m, batches, endOffset);
    }

    @Override
    public Outcome<ReplicaState> answerDivergingFetch(ReplicaState state, LogView log, FetchRequest m) {
        if (!state.isLeader()) {
            return notLeader(state);
        }
        if (m.leaderEpoch() != state.role().leaderEpoch()) {
            return otherEpoch(state, m);
        }
        return tellDivergence(state, log, m);
    }

    private static Refusal<ReplicaState> otherEpoch(ReplicaState state, FetchRequest m) {
        ErrorCode error = m.leaderEpoch() < state.role().leaderEpoch() ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH;
        return new Refusal<>(error, "fetch epoch " + m.leaderEpoch() + ", leader epoch " + state.role().leaderEpoch());
    }
}
