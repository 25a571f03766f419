package dev.tidemark.core;

import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.FetchRequest;
import dev.tidemark.core.Outcome.Refusal;

/** How a leader answered before KIP-320: it compared offsets and nothing else. Refines {@code EpochlessFetch.tla}. */
abstract class EpochlessFetch extends Replication {

    @Override
    public Outcome<ReplicaState> answerFetch(ReplicaState state, LogView log, FetchRequest m, Batches batches, long endOffset) {
        if (!state.isLeader()) {
            return notLeader(state);
        }
        if (m.fetchOffset() > log.endOffset()) {
            return new Refusal<>(ErrorCode.OFFSET_OUT_OF_RANGE, "fetch offset " + m.fetchOffset() + ", log end " + log.endOffset());
        }
        return answer(state, m, batches, endOffset);
    }
}
