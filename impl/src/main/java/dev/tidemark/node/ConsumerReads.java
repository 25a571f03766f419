package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.LogView;
import dev.tidemark.core.ReplicaState;
import dev.tidemark.core.client.ClientRequest.EpochQuestion;
import dev.tidemark.core.client.ClientRequest.FetchPosition;
import dev.tidemark.core.client.ClientRequest.ListOffsets;
import dev.tidemark.core.client.ClientRequest.TimeQuestion;
import dev.tidemark.core.client.ClientResponse;
import dev.tidemark.core.client.ClientResponse.EpochEnd;
import dev.tidemark.core.client.ClientResponse.OffsetAtTime;
import dev.tidemark.core.client.ClientResponse.PartitionFetched;
import dev.tidemark.core.client.IsolationLevel;
import dev.tidemark.core.client.ReadAccess;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import java.util.Optional;

/** What a replica answers consumers: what is committed, and only if it leads in the epoch that they know. */
record ConsumerReads(ReplicaState state, ReplicaLog log) {

    static PartitionFetched refused(ErrorCode error) {
        return new PartitionFetched(error, ClientResponse.NO_OFFSET, ClientResponse.NO_OFFSET, ClientResponse.NO_OFFSET, FetchedBytes.NONE);
    }

    /** Whole batches from the one with the fetch offset on; none if they would be too many bytes and another partition has some. */
    PartitionFetched fetch(FetchPosition position, IsolationLevel isolation, int maxBytes) throws StorageException {
        Optional<ErrorCode> refusal = ReadAccess.refusal(state, position.currentLeaderEpoch());
        if (refusal.isPresent()) {
            return refused(refusal.get());
        }
        if (position.fetchOffset() < log.startOffset() || position.fetchOffset() > log.endOffset()) {
            return refused(ErrorCode.OFFSET_OUT_OF_RANGE);
        }
        boolean hasMore = position.fetchOffset() < bound(isolation) && maxBytes > 0;
        FetchedBytes batches = FetchedBytes.NONE;
        if (hasMore) {
            LogSlice slice = log.read(position.fetchOffset(), Math.min(maxBytes, position.maxBytes()), bound(isolation));
            batches = new FetchedBytes(slice.batches());
        }
        return new PartitionFetched(ErrorCode.NONE, state.highWatermark(), log.lastStableOffset(state.highWatermark()), log.startOffset(), batches);
    }

    private long bound(IsolationLevel isolation) {
        return isolation == IsolationLevel.READ_COMMITTED ? log.lastStableOffset(state.highWatermark()) : state.highWatermark();
    }

    /** A new leader does not know yet how far its predecessor had committed: until it does, it names no end (KIP-207). */
    OffsetAtTime offsetAtTime(TimeQuestion question, IsolationLevel isolation) throws StorageException {
        Optional<ErrorCode> refusal = ReadAccess.refusal(state, question.currentLeaderEpoch());
        if (refusal.isPresent()) {
            return new OffsetAtTime(refusal.get(), -1, ClientResponse.NO_OFFSET, -1);
        }
        if (question.timestampMs() == ListOffsets.EARLIEST) {
            return new OffsetAtTime(ErrorCode.NONE, -1, log.startOffset(), -1);
        }
        if (state.highWatermark() < log.latestEpochStart()) {
            return new OffsetAtTime(ErrorCode.OFFSET_NOT_AVAILABLE, -1, ClientResponse.NO_OFFSET, -1);
        }
        if (question.timestampMs() == ListOffsets.LATEST) {
            return new OffsetAtTime(ErrorCode.NONE, -1, bound(isolation), state.role().leaderEpoch());
        }
        Optional<LogEntry> found = log.firstAtOrAfter(question.timestampMs()).filter(entry -> entry.offset() < bound(isolation));
        return found.map(entry -> new OffsetAtTime(ErrorCode.NONE, entry.timestampMs(), entry.offset(), entry.leaderEpoch()))
                .orElse(new OffsetAtTime(ErrorCode.NONE, -1, ClientResponse.NO_OFFSET, -1));
    }

    EpochEnd endOfEpoch(EpochQuestion question) {
        Optional<ErrorCode> refusal = ReadAccess.refusal(state, question.currentLeaderEpoch());
        if (refusal.isPresent()) {
            return new EpochEnd(refusal.get(), -1, ClientResponse.NO_OFFSET);
        }
        LogView.EpochEnd end = log.endOffsetFor(question.leaderEpoch());
        return new EpochEnd(ErrorCode.NONE, end.leaderEpoch(), end.endOffset());
    }
}
