package dev.tidemark.core;

import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.FetchRequest;

/**
 * The first try of KIP-320: a fetch names the epoch of the follower's last record, but not the epoch that the follower is in.
 * Refines {@code UnfencedReplication.tla}, which TLC refutes: it loses committed records. Kept to show how; nothing else should
 * run it.
 */
public final class UnfencedReplication extends DivergingFetch {

    @Override
    public String spec() {
        return "UnfencedReplication";
    }

    @Override
    public Outcome<ReplicaState> answerFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset) {
        return state.isLeader() ? answer(state, m, batches, endOffset) : notLeader(state);
    }

    @Override
    public Outcome<ReplicaState> answerDivergingFetch(ReplicaState state, LogView log, FetchRequest m) {
        return state.isLeader() ? tellDivergence(state, log, m) : notLeader(state);
    }
}
