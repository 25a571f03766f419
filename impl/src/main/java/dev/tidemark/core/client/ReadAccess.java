package dev.tidemark.core.client;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.ReplicaState;
import java.util.Optional;

/** Which clients a replica answers: those that take it for the leader of the epoch that it leads in (KIP-320). */
public final class ReadAccess {
    private static final int UNKNOWN = -1;

    private ReadAccess() { }

    /** @param currentLeaderEpoch that the client knows, -1 if none */
    public static Optional<ErrorCode> refusal(ReplicaState state, int currentLeaderEpoch) {
        boolean isHere = state.isRunning() && state.role().leaderEpoch() != UNKNOWN; // who left the partition knows of no epoch at all
        if (!isHere) {
            return Optional.of(ErrorCode.NOT_LEADER_OR_FOLLOWER);
        }
        if (currentLeaderEpoch != UNKNOWN && currentLeaderEpoch != state.role().leaderEpoch()) {
            return Optional.of(currentLeaderEpoch < state.role().leaderEpoch() ? ErrorCode.FENCED_LEADER_EPOCH : ErrorCode.UNKNOWN_LEADER_EPOCH);
        }
        return state.isLeader() ? Optional.empty() : Optional.of(ErrorCode.NOT_LEADER_OR_FOLLOWER);
    }
}
