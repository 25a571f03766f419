package dev.tidemark.core;

import dev.tidemark.core.LogView.EpochEnd;
import dev.tidemark.core.Message.EpochEndOffset;
import dev.tidemark.core.ReplicaState.FetchState;

/**
 * KIP-279: a follower asks until it finds the last epoch that it shares with its leader. Refines
 * {@code TruncateByCommonEpoch.tla}, which TLC refutes: no request says which leadership it is meant for, and a committed
 * record is lost. Kept to show how; nothing else should run it.
 */
public final class TruncateByCommonEpoch extends OffsetsForLeaderEpoch {

    @Override
    public String spec() {
        return "TruncateByCommonEpoch";
    }

    /** Up to where a common epoch ended first, both logs agree; below another one's end at most, so the follower asks again. */
    @Override
    Cut cut(LogView log, EpochEndOffset m) {
        EpochEnd own = log.endOffsetFor(m.endEpoch());
        return own.leaderEpoch() == m.endEpoch()
                ? new Cut(Math.min(own.endOffset(), m.endOffset()), FetchState.FETCHING)
                : new Cut(own.endOffset(), FetchState.TRUNCATING);
    }
}
