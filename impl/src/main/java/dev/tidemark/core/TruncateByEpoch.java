package dev.tidemark.core;

import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.ReplicaState.FetchState;

/**
 * KIP-101: a follower cuts its log where its last epoch ended at the leader. Refines {@code TruncateByEpoch.tla}, which TLC
 * refutes: after fast leader changes replicas diverge. Kept to show how; nothing else should run it.
 */
public final class TruncateByEpoch extends OffsetsForLeaderEpoch {

    @Override
    public String spec() {
        return "TruncateByEpoch";
    }

    /** Which epoch the answer is about, nobody asks. */
    @Override
    Cut cut(LogView log, EpochEndOffset m) {
        return new Cut(Math.min(m.endOffset(), log.endOffset()), FetchState.FETCHING);
    }
}
