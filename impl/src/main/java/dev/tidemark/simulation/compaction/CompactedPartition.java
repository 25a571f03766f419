package dev.tidemark.simulation.compaction;

import static dev.tidemark.traces.CompactionVocabulary.READER_STATES;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import dev.tidemark.traces.CompactionVocabulary;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One compacted log: who writes to it and reads it. */
final class CompactedPartition {
    private final CompactionSettings settings;
    private final CompactionTracer tracer;
    private final Map<String, CommittedReader> readers = new LinkedHashMap<>();
    private final Map<Integer, Integer> sequences = new HashMap<>();
    private Optional<PartitionLog> log = Optional.empty();

    CompactedPartition(CompactionSettings settings, CompactionTracer tracer) {
        this.settings = settings;
        this.tracer = tracer;
        settings.readers().forEach(name -> readers.put(name, new CommittedReader()));
    }

    CompactionTracer tracer() {
        return tracer;
    }

    PartitionLog log() {
        return log.orElseThrow(() -> new IllegalStateException("no process has the log open"));
    }

    void create(PartitionLog created) {
        log = Optional.of(created);
        tracer.begin(created);
    }

    void open(PartitionLog opened) throws StorageException {
        log = Optional.of(opened);
        tracer.open(opened);
    }

    void crash() throws StorageException {
        log = Optional.empty();
        tracer.crash();
    }

    /** A reader who has read more than there is begins anew, as a consumer whose position is out of range does. */
    void losePower(long nowMs) throws StorageException {
        log = Optional.empty();
        long endOffset = tracer.losePower();
        readers.values().stream().filter(reader -> reader.position() > endOffset).forEach(reader -> reader.startOver(nowMs));
        Map<String, Object> states = new LinkedHashMap<>();
        readers.forEach((name, reader) -> states.put(name, reader.state()));
        tracer.state().set(READER_STATES, states);
        tracer.tellOfPowerLoss(endOffset);
    }

    // Producers. A record is "key=value", or "key" alone for a tombstone.

    void append(long nowMs, String... records) throws StorageException {
        append(batch(nowMs, records).build());
    }

    void appendInTransaction(long nowMs, int producer, String... records) throws StorageException {
        int sequence = sequences.merge(producer, records.length, Integer::sum) - records.length;
        append(batch(nowMs, records).producer(new ProducerStamp(producer, (short) 0, sequence)).transactional().build());
    }

    void endTransaction(long nowMs, int producer, boolean isCommit) throws StorageException {
        append(new EndTransactionMarker(isCommit, 0).toBatch(log().logEndOffset(), 0, nowMs, producer, (short) 0));
    }

    private RecordBatchBuilder batch(long nowMs, String... records) {
        long offset = log().logEndOffset();
        RecordBatchBuilder builder = RecordBatchBuilder.at(offset, 0);
        for (int i = 0; i < records.length; i++) {
            String[] parts = records[i].split("=", 2);
            builder.append(offset + i, nowMs, parts.length == 1 ? Record.tombstone(parts[0]) : Record.of(parts[0], parts[1]));
        }
        return builder;
    }

    private void append(RecordBatch batch) throws StorageException {
        try {
            log().appendAsFollower(batch.bytes());
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch that was made here is not valid", e);
        }
        tracer.observe();
    }

    /** Everything is committed. */
    void commit() throws StorageException {
        log().advanceHighWatermark(log().logEndOffset());
        tracer.observe();
    }

    // Readers.

    CommittedReader reader(String name) {
        return readers.get(name);
    }

    /** Reads a batch; or notes that there is none. Whether there was one. */
    boolean read(String name, long nowMs) throws StorageException {
        CommittedReader reader = readers.get(name);
        boolean hasRead = reader.read(log());
        if (hasRead) {
            CompactionWorld.tellOfReader(tracer.state(), name, reader, CompactionVocabulary.READ.with(name));
        } else if (reader.reachEnd(nowMs, settings.config().deleteRetentionMs())) {
            CompactionWorld.tellOfReader(tracer.state(), name, reader, CompactionVocabulary.REACH_END.with(name));
        }
        return hasRead;
    }

    void readToEnd(String name, long nowMs) throws StorageException {
        while (read(name, nowMs)) {
            // the next one
        }
    }

    void startOver(String name, long nowMs) {
        readers.get(name).startOver(nowMs);
        CompactionWorld.tellOfReader(tracer.state(), name, readers.get(name), CompactionVocabulary.START_OVER.with(name));
    }

    /** What somebody learns who reads from the log start to the end now. */
    Map<String, String> newestValues() throws StorageException {
        CommittedReader everything = new CommittedReader();
        while (everything.read(log())) {
            // the next one
        }
        return everything.values();
    }

    /** Where batches begin, also those without records. */
    List<Long> batchOffsets() throws StorageException {
        return CompactedFiles.served(log()).values().stream().flatMap(List::stream).map(CompactionState::baseOffset).toList();
    }

    /** The offsets that have a record. */
    List<Long> offsets() throws StorageException {
        return log().reader().records(log().logStartOffset()).stream().map(entry -> entry.offset()).toList();
    }
}
