package dev.tidemark.node;

import dev.tidemark.core.ErrorCode;
import dev.tidemark.core.client.ClientRecord;
import dev.tidemark.core.client.ProducedRecords;
import dev.tidemark.core.client.ProducerIdentity;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.ProduceRules;
import dev.tidemark.storage.record.ProducedBatch;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** A producer's batch as it goes over the wire: one batch in Kafka's format, with base offset 0. */
record ProducedBytes(ByteBuffer bytes) implements ProducedRecords {

    static ProducedBytes encode(List<ClientRecord> records, ProducerIdentity producer, int baseSequence, long timestampMs) {
        ProducerStamp stamp = new ProducerStamp(producer.producerId(), producer.producerEpoch(), baseSequence);
        return new ProducedBytes(RecordBatch.build(0, -1, timestampMs, stamp, records.stream().map(ClientRecords::stored).toList()).bytes());
    }

    /** The bytes for whoever changes them. */
    ByteBuffer copy() {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes.duplicate()).flip();
    }

    /** What a leader refuses the batch for, as Kafka's does. */
    Optional<ErrorCode> flaw(ProduceRules rules, long nowMs) {
        if (bytes.remaining() > rules.maxMessageBytes()) {
            return Optional.of(ErrorCode.MESSAGE_TOO_LARGE);
        }
        try {
            RecordBatch.parse(bytes);
        } catch (InvalidBatchException e) {
            return Optional.of(ErrorCode.CORRUPT_MESSAGE);
        }
        try {
            new ProducedBatch(rules).place(copy(), 0, 0, nowMs);
            return Optional.empty();
        } catch (InvalidBatchException e) {
            return Optional.of(ErrorCode.INVALID_RECORD);
        }
    }

    private RecordBatch batch() {
        try {
            return RecordBatch.parse(bytes);
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch that was checked is bad: " + e.getMessage(), e);
        }
    }

    private BatchHeader header() {
        return batch().header();
    }

    @Override
    public List<String> texts() {
        try {
            return batch().entries().stream().map(LogEntry::record).map(record -> record.valueText().orElse("")).toList();
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch that was checked is bad: " + e.getMessage(), e);
        }
    }

    @Override
    public ProducerIdentity producer() {
        return new ProducerIdentity(header().producer().producerId(), header().producer().producerEpoch());
    }

    @Override
    public int baseSequence() {
        return header().producer().baseSequence();
    }
}
