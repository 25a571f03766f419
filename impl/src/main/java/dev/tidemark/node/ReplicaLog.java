package dev.tidemark.node;

import dev.tidemark.core.KnownProducers;
import dev.tidemark.core.LogView;
import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.storage.EpochEntry;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.producer.ProducerSnapshots;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.ProduceRules;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A partition's log on disk, as decisions see it and as steps change it. Records are texts. */
final class ReplicaLog implements LogView {
    private static final int READ_BYTES = 1 << 20;

    private final PartitionLog log;
    private final List<Long> snapshotsFound;

    private ReplicaLog(PartitionLog log, List<Long> snapshotsFound) {
        this.log = log;
        this.snapshotsFound = List.copyOf(snapshotsFound);
    }

    static ReplicaLog open(Disk disk, LogDirectory logs, TopicPartition partition, LogConfig config) throws StorageException {
        List<Long> found = disk.exists(partition.directory()) ? ProducerSnapshots.open(disk, partition.directory()).offsets() : List.of();
        return new ReplicaLog(logs.open(partition, config), found);
    }

    /** Of what was written down of producers before the log was opened, the offsets. */
    List<Long> snapshotsFound() {
        return snapshotsFound;
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

    /** The batches from an offset on, as read back from the files. */
    List<RecordBatch> batches(long fromOffset) throws StorageException {
        List<RecordBatch> batches = new ArrayList<>();
        for (LogSlice slice = log.read(fromOffset, READ_BYTES); !slice.isEmpty(); slice = log.read(slice.endOffset(), READ_BYTES)) {
            ByteBuffer rest = slice.batches().duplicate();
            while (rest.hasRemaining()) {
                batches.add(parsed(rest.slice()));
                rest.position(rest.position() + batches.get(batches.size() - 1).header().sizeInBytes());
            }
        }
        return batches;
    }

    private static RecordBatch parsed(ByteBuffer bytes) {
        try {
            return RecordBatch.parse(bytes);
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch that passed its CRC cannot be decoded: " + e.getMessage(), e);
        }
    }

    /** What is known of those who have written to the log. */
    LogProducers producers() {
        return log.producers();
    }

    /** The same, as a leader sees it. */
    KnownProducers knownProducers() {
        return producerId -> log.producers().states().producer(producerId).filter(entry -> !entry.batches().isEmpty()).map(ReplicaLog::known);
    }

    static KnownProducers.Known known(ProducerStateEntry entry) {
        return new KnownProducers.Known(entry.producerEpoch(), entry.batches().stream()
                .map(batch -> new KnownProducers.KnownBatch(batch.firstSequence(), batch.lastSequence(), batch.firstOffset())).toList());
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

    /** What a consumer gets: nothing at or above {@code boundOffset}. */
    LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        return log.reader().read(offset, maxBytes, boundOffset);
    }

    /** Up to where a read-committed consumer may read. */
    long lastStableOffset(long highWatermark) {
        return Math.min(highWatermark, log.producers().lastStableOffset(highWatermark));
    }

    /** The first record that is not older than a time. */
    Optional<LogEntry> firstAtOrAfter(long timestampMs) throws StorageException {
        return log.reader().firstAtOrAfter(timestampMs);
    }

    /** A producer's batch, which has passed {@link ProducedBytes#flaw}. */
    void append(ProducedRecords batch, int leaderEpoch, long nowMs) throws StorageException {
        try {
            log.appendAsLeader(((ProducedBytes) batch).copy(), leaderEpoch, nowMs);
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch that was checked is bad: " + e.getMessage(), e);
        }
    }

    ProduceRules produceRules() {
        return log.config().produceRules();
    }

    long startOffset() {
        return log.logStartOffset();
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
