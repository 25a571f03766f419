package dev.tidemark.core;

import dev.tidemark.core.client.ProducedRecords;

/** What a step asks of the world outside the protocol. Effects are performed in order. */
public sealed interface Effect {

    /** The leader appends a batch of a producer. */
    record AppendRecords(ProducedRecords batch, int leaderEpoch) implements Effect { }

    /** The follower appends what the leader sent. */
    record AppendBatches(Message.Batches batches) implements Effect { }

    /** The epoch cache gets an entry at the log end. */
    record AssignEpoch(int leaderEpoch) implements Effect { }

    /** The log is cut; the checkpoint of its recovery point is lowered first, if it is above. */
    record TruncateLog(long endOffset) implements Effect { }

    /** The log and its checkpoints begin anew, empty. */
    record DeleteLog() implements Effect { }

    record Flush() implements Effect { }

    record CheckpointRecoveryPoint(long offset) implements Effect { }

    record CheckpointHighWatermark(long offset) implements Effect { }

    record Send(Message message) implements Effect { }

    /** A producer is told that its records are in the log as it wanted. */
    record Acknowledge(ReplicaState.PendingProduce request) implements Effect { }
}
