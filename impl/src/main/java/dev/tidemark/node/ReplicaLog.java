package dev.tidemark.node;

import dev.tidemark.core.LogView;
import dev.tidemark.core.Message.Batches;
import dev.tidemark.storage.EpochEntry;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.Record;
import java.util.ArrayList;
import java.util.List;

/** A partition's log on disk, as decisions see it and as steps change it. Records are texts. */
final class ReplicaLog implements LogView {
    private final PartitionLog log;

    ReplicaLog(PartitionLog log) {
        this.log = log;
    }

    @Override
    public long endOffset() {
        return log.logEndOffset();
    }

    @Override
    public long flushedOffset() {
        return log.recoveryPoint();
    }

    @Override
    public int latestEpoch() {
        return log.epochs().latest().map(EpochEntry::leaderEpoch).orElse(-1);
    }

    @Override
    public long latestEpochStart() {
        return log.epochs().latest().map(EpochEntry::startOffset).orElse(-1L);
    }

    @Override
    public EpochEnd endOffsetFor(int leaderEpoch) {
        return log.epochs().endOffsetFor(leaderEpoch, log.logEndOffset())
                .map(end -> new EpochEnd(end.leaderEpoch(), end.endOffset())).orElse(UNDEFINED);
    }

    List<EpochEntry> epochs() {
        return log.epochs().entries();
    }

    /** The entries from an offset on, as read back from the files. */
    List<Object> entries(long fromOffset) throws StorageException {
        List<Object> entries = new ArrayList<>();
        log.reader().records(fromOffset).forEach(entry -> entries.add(TraceValues.entry(LogBatches.entryOf(entry))));
        return entries;
    }

    /** The records from an offset to below another. */
    List<String> records(long fromOffset, long endOffset) throws StorageException {
        return log.reader().records(fromOffset).stream().filter(entry -> entry.offset() < endOffset)
                .map(entry -> LogBatches.entryOf(entry).record()).toList();
    }

    /** What one answer to a fetch reaches. */
    LogSlice read(long offset, int maxBytes) throws StorageException {
        return log.read(offset, maxBytes);
    }

    void append(List<String> records, int leaderEpoch, long nowMs) throws StorageException {
        log.append(records.stream().map(Record::ofValue).toList(), leaderEpoch, nowMs);
    }

    void append(Batches batches) throws StorageException {
        try {
            if (batches instanceof LogBatches received && received.bytes().hasRemaining()) {
                log.appendAsFollower(received.bytes());
            }
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("the leader sent batches that do not fit: " + e.getMessage(), e);
        }
    }

    void assignEpoch(int leaderEpoch) throws StorageException {
        log.assignEpoch(leaderEpoch);
    }

    void truncateTo(long endOffset) throws StorageException {
        log.truncateTo(endOffset);
    }

    /** Nothing is left of it. */
    void deleteAll() throws StorageException {
        log.truncateFullyAndStartAt(0);
    }

    void flush() throws StorageException {
        log.flush();
    }
}
