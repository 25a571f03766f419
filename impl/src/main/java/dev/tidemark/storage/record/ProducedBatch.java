package dev.tidemark.storage.record;

import java.nio.ByteBuffer;

/**
 * Checks what a producer sent and gives it its place in the log: all that Kafka's leader checks, and two things more. Offsets count from 0
 * (Kafka trusts the producer with those within its batch), and no batch claims log append time (Kafka lets one pass if the topic has create
 * time). Records are stepped over, not decoded; the bytes are stamped where they are, and written anew only if the topic wants another codec.
 */
public final class ProducedBatch {
    private static final long NO_TIMESTAMP = -1;

    private final ProduceRules rules;
    private final RecordCursor cursor = new RecordCursor();

    public ProducedBatch(ProduceRules rules) {
        this.rules = rules;
    }

    /**
     * The batch as it is to be appended.
     *
     * @param bytes of exactly one batch with base offset 0; they may be changed
     */
    public RecordBatch place(ByteBuffer bytes, long offset, int leaderEpoch, long nowMs) throws InvalidBatchException {
        RecordBatch batch = RecordBatch.parse(bytes);
        checkHeader(batch.header(), bytes.remaining());
        long maxTimestampMs = checkRecords(batch, nowMs);
        RecordBatch stored = batch;
        if (rules.compressionType().isPresent() && rules.compressionType().get() != batch.header().compressionType()) {
            stored = recompressed(batch, rules.compressionType().get());
        }
        stored = rules.logAppendTime() ? stored.withLogAppendTime(nowMs) : stored.withMaxTimestamp(maxTimestampMs);
        if (stored != batch) {
            checkSize(stored.header());
        }
        return stored.stamp(offset, leaderEpoch);
    }

    private void checkHeader(BatchHeader header, int available) throws InvalidBatchException {
        checkSize(header);
        if (header.sizeInBytes() != available) {
            throw invalid((available - header.sizeInBytes()) + " bytes behind the batch", "one batch");
        }
        if (header.baseOffset() != 0 || header.recordCount() == 0 || header.recordCount() - 1 != header.lastOffsetDelta()) {
            throw invalid(header.recordCount() + " records at offsets " + header.baseOffset() + " to " + header.lastOffset(),
                    "one or more, as many as there are offsets from 0 on");
        }
        if (header.isControl() || header.hasLogAppendTime()) {
            throw invalid(header.isControl() ? "a control batch" : "log append time", "what a producer may send");
        }
        if (header.producer().producerId() >= 0 && header.producer().baseSequence() < 0) {
            throw invalid("base sequence " + header.producer().baseSequence() + " of producer " + header.producer().producerId(), "a number from 0 on");
        }
    }

    private void checkSize(BatchHeader header) throws InvalidBatchException {
        if (header.sizeInBytes() > rules.maxMessageBytes()) {
            throw invalid("a batch of " + header.sizeInBytes() + " bytes", rules.maxMessageBytes() + " at most");
        }
    }

    /** Returns the largest timestamp. */
    private long checkRecords(RecordBatch batch, long nowMs) throws InvalidBatchException {
        long maxTimestampMs = NO_TIMESTAMP;
        long count = 0;
        for (cursor.over(batch); cursor.next(); count++) {
            if (cursor.offset() != count) {
                throw invalid("record " + count + " at offset " + cursor.offset(), "offset " + count);
            }
            if (cursor.keySize() < 0 && rules.keyIsRequired()) {
                throw invalid("record " + count + " without a key", "a key, for compaction");
            }
            if (!rules.logAppendTime() && cursor.timestampMs() != NO_TIMESTAMP) {
                checkTimestamp(cursor.timestampMs(), nowMs);
            }
            maxTimestampMs = Math.max(maxTimestampMs, cursor.timestampMs());
        }
        return maxTimestampMs;
    }

    private void checkTimestamp(long timestampMs, long nowMs) throws InvalidBatchException {
        long behindMs = nowMs - timestampMs;
        if (behindMs > rules.timestampBeforeMaxMs() || -behindMs > rules.timestampAfterMaxMs()) {
            throw invalid("timestamp " + timestampMs, "at most " + rules.timestampBeforeMaxMs() + " ms before and " + rules.timestampAfterMaxMs()
                    + " ms after " + nowMs);
        }
    }

    private RecordBatch recompressed(RecordBatch batch, CompressionType type) throws InvalidBatchException {
        RecordBatchBuilder builder = RecordBatchBuilder.replacing(batch.header()).compressionType(type);
        for (cursor.over(batch); cursor.next();) {
            builder.append(cursor);
        }
        return builder.build();
    }

    private static InvalidBatchException invalid(String found, String expected) {
        return new InvalidBatchException("a producer's batch", new Flaw(found, expected));
    }
}
