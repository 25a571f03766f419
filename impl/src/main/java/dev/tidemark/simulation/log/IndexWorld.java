package dev.tidemark.simulation.log;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.FileRegion;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.traces.IndexVocabulary;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One log on a simulated disk; what happens to the indexes of its first segment is told as steps of {@code SparseIndex}. */
final class IndexWorld {
    static final TopicPartition PARTITION = new TopicPartition("orders", 0);

    private final LogConfig config;
    private final SimulatedDisk disk;
    private final NumberedSteps steps;
    private final IndexTracer tracer;
    private final IndexCalls calls;
    private Optional<LogDirectory> directory = Optional.empty();
    private boolean isNew = true;

    IndexWorld(LogConfig config, Path data, TraceSink sink) {
        this.config = config;
        this.disk = new SimulatedDisk(data);
        this.steps = new NumberedSteps(IndexVocabulary.SPARSE_INDEX, IndexFile.scope(PARTITION), sink);
        this.tracer = new IndexTracer(steps);
        this.calls = new IndexCalls(disk, PARTITION, tracer);
    }

    static TraceHeader header(String command, long seed, LogConfig config) {
        Map<String, Object> constants = Map.of(IndexVocabulary.INTERVAL.name(), (long) config.indexIntervalBytes(),
                IndexVocabulary.NO_ANSWER.name(), IndexTracer.NO_ANSWER_YET);
        return new TraceHeader(command, seed, List.of(SpecInstance.accepted(IndexFile.scope(PARTITION), IndexVocabulary.SPARSE_INDEX, constants)));
    }

    /** A process begins: it opens the log directory, and the log. */
    void start() throws StorageException {
        if (!isNew) {
            tracer.open();
        }
        isNew = false;
        LogDirectory opened = LogDirectory.open(new TracedDisk(disk, calls), LogDirectoryConfig.DEFAULT, 0);
        opened.open(PARTITION, config);
        tracer.opened();
        directory = Optional.of(opened);
    }

    LogDirectory directory() {
        return directory.orElseThrow(() -> new IllegalStateException("no process has the log open"));
    }

    PartitionLog log() {
        return directory().log(PARTITION);
    }

    /** How many steps were told of. */
    long steps() {
        return steps.count();
    }

    /** A batch, all of whose records are as young as that. */
    void append(long timestampMs, String... records) throws StorageException {
        log().append(Stream.of(records).map(Record::ofValue).toList(), 0, timestampMs);
    }

    /** Batches of one record each, with one write, as a follower does. */
    void appendTogether(List<Long> timestampsMs) throws StorageException {
        long endOffset = log().logEndOffset();
        ByteBuffer bytes = ByteBuffer.allocate(timestampsMs.size() * 1_000);
        for (int i = 0; i < timestampsMs.size(); i++) {
            bytes.put(RecordBatch.build(endOffset + i, 0, timestampsMs.get(i), ProducerStamp.NONE, List.of(Record.ofValue("M"))).bytes());
        }
        try {
            log().appendAsFollower(bytes.flip());
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("batches that were built here", e);
        }
    }

    /** The segment is finished in memory before the disk hears of it. */
    void roll() throws StorageException {
        if (calls.isActive() && log().logEndOffset() > 0) {
            tracer.finish();
        }
        log().roll();
    }

    void truncateTo(long offset) throws StorageException {
        directory().truncateTo(PARTITION, offset);
    }

    /** What a fetch from an offset is led to: the base offset of the first batch that is sent. */
    Optional<Long> lookUpOffset(long offset) throws StorageException {
        calls.forgetReads();
        FileRegion region = log().reader().fetch(offset, 1, log().logEndOffset());
        Optional<Long> from = calls.firstRead();
        ByteBuffer sent = ByteBuffer.allocate(region.size());
        region.copyTo(sent);
        Optional<Long> found = region.isEmpty() ? Optional.empty() : Optional.of(sent.getLong(0));
        tracer.lookUpOffset(offset, from, found);
        return found;
    }

    /** The offset of the first record that is as young as a time. */
    Optional<Long> lookUpTimestamp(long timestampMs) throws StorageException {
        calls.forgetReads();
        Optional<Long> found = log().reader().firstAtOrAfter(timestampMs).map(LogEntry::offset);
        tracer.lookUpTimestamp(timestampMs, calls.firstRead(), found);
        return found;
    }

    /** The entries of an index file. */
    int entries(IndexFile file) throws StorageException {
        return calls.content(file).size();
    }

    void shutDown() throws StorageException {
        if (calls.isActive()) {
            tracer.finish();
        }
        directory().shutDown(1);
        directory = Optional.empty();
    }

    /** A flush that ends after a write to an index file and before its sync; whether it came to that. Process or power is to end then. */
    boolean flushUntilWritten(IndexFile file) {
        calls.endAfterWriting(file);
        try {
            log().flush();
            return false;
        } catch (StorageException e) {
            return true;
        } finally {
            calls.endNowhere();
        }
    }

    void crash() {
        directory = Optional.empty();
        disk.processCrash();
        tracer.crash();
    }

    /** Of the index files whole entries are left: nobody tears an entry here. */
    void losePower(PowerLoss loss) throws StorageException {
        directory = Optional.empty();
        disk.powerLoss(new WholeEntries(loss));
        calls.lookAgain();
        tracer.losePower(calls.content(IndexFile.LOG), calls.content(IndexFile.OFFSETS), calls.content(IndexFile.TIMES));
    }

    private record WholeEntries(PowerLoss loss) implements PowerLoss {
        @Override
        public boolean undoes() {
            return loss.undoes();
        }

        @Override
        public long bytesKept(String path, long unsynced) {
            long kept = loss.bytesKept(path, unsynced);
            for (IndexFile file : List.of(IndexFile.OFFSETS, IndexFile.TIMES)) {
                if (path.equals(file.path(PARTITION))) {
                    return kept - kept % file.entryBytes();
                }
            }
            return kept;
        }

        @Override
        public boolean leavesZeros(String path) {
            return loss.leavesZeros(path);
        }
    }

    /** Somebody removes an index, while no process has the log open. */
    void remove(IndexFile file) throws StorageException {
        String path = file.path(PARTITION);
        if (disk.exists(path)) {
            disk.delete(path);
            disk.syncDirectory(PARTITION.directory());
        }
        if (file == IndexFile.OFFSETS) {
            tracer.loseOffsetIndex();
        } else {
            tracer.loseTimeIndex();
        }
    }
}
