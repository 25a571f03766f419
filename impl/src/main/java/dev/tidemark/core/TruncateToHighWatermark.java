package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.BECOME_FOLLOWER;

import dev.tidemark.core.Outcome.Step;
import java.util.List;

/**
 * Kafka's first replication protocol, without epochs in its fetches. Refines {@code TruncateToHighWatermark.tla}, which TLC
 * refutes: it loses committed records. Kept to show how; nothing else should run it.
 */
public final class TruncateToHighWatermark extends EpochlessFetch {

    @Override
    public String spec() {
        return "TruncateToHighWatermark";
    }

    /** The log is cut at the high watermark at once: everything above might not be committed. It might as well be. */
    @Override
    public Outcome<ReplicaState> becomeFollower(ReplicaState state, LogView log, int version, PartitionVersion record) {
        if (!namesNewLeader(state, version, record)) {
            return stale(state, version);
        }
        return new Step<>(BECOME_FOLLOWER.with(state.broker(), version), takeRole(state, version, record),
                List.of(new Effect.TruncateLog(state.highWatermark())));
    }
}
