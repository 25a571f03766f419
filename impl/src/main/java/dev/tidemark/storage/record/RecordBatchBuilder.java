package dev.tidemark.storage.record;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/**
 * Builds one batch, record by record, with ascending offsets from the base offset on; the layout is drawn at {@link RecordBatch}. The base
 * timestamp is that of the first record, unless there is a delete horizon, which takes its place (KIP-534).
 */
public final class RecordBatchBuilder {
    private static final int INITIAL_BYTES = 1 << 10;
    private static final long NO_TIMESTAMP = -1;

    private final long baseOffset;
    private final int leaderEpoch;
    private ProducerStamp producer = ProducerStamp.NONE;
    private short attributes;
    private int recordCount;
    private long lastOffset;
    private long baseTimestampMs = NO_TIMESTAMP;
    private long maxTimestampMs = NO_TIMESTAMP;
    private ByteBuffer bytes;

    private RecordBatchBuilder(long baseOffset, int leaderEpoch, ByteBuffer room) {
        this.baseOffset = baseOffset;
        this.leaderEpoch = leaderEpoch;
        this.lastOffset = baseOffset - 1;
        this.bytes = room.clear().position(RecordBatch.HEADER_BYTES);
    }

    /** A batch at its place in the log: uncompressed, of no producer, in no transaction, with the producers' own timestamps. */
    public static RecordBatchBuilder at(long baseOffset, int leaderEpoch) {
        return new RecordBatchBuilder(baseOffset, leaderEpoch, ByteBuffer.allocate(INITIAL_BYTES));
    }

    /** A batch to take the place of another with some of its records: same base offset, producer, codec, kind and delete horizon. */
    public static RecordBatchBuilder replacing(BatchHeader original) {
        return replacing(original, ByteBuffer.allocate(original.sizeInBytes()));
    }

    /**
     * The same for one batch after the other, without memory of its own for each: the batch that is built is valid until the next one is begun.
     *
     * @param room on the heap, for a header at least; if it is not enough for the records, others are taken
     */
    public static RecordBatchBuilder replacing(BatchHeader original, ByteBuffer room) {
        RecordBatchBuilder builder = new RecordBatchBuilder(original.baseOffset(), original.leaderEpoch(), room);
        builder.producer = original.producer();
        builder.attributes = original.attributes();
        original.deleteHorizonMs().ifPresent(builder::deleteHorizonMs);
        if (original.hasLogAppendTime()) {
            builder.logAppendTimeMs(original.maxTimestampMs());
        }
        return builder;
    }

    /** What is left of a batch without records whose offsets, producer and sequence must still be known: its header, uncompressed. */
    public static RecordBatch emptied(BatchHeader original) {
        RecordBatchBuilder builder = at(original.baseOffset(), original.leaderEpoch()).producer(original.producer());
        builder.attributes = (short) (original.attributes() & ~(BatchHeader.COMPRESSION_MASK | BatchHeader.DELETE_HORIZON_BIT));
        builder.maxTimestampMs = original.maxTimestampMs();
        return builder.lastOffset(original.lastOffset()).build();
    }

    public RecordBatchBuilder compressionType(CompressionType type) {
        attributes = (short) (attributes & ~BatchHeader.COMPRESSION_MASK | type.ordinal());
        return this;
    }

    public RecordBatchBuilder producer(ProducerStamp stamp) {
        producer = stamp;
        return this;
    }

    public RecordBatchBuilder transactional() {
        attributes |= BatchHeader.TRANSACTIONAL_BIT;
        return this;
    }

    public RecordBatchBuilder control() {
        attributes |= BatchHeader.CONTROL_BIT;
        return this;
    }

    /** Every record is then read with this timestamp, whatever its own is. */
    public RecordBatchBuilder logAppendTimeMs(long timestampMs) {
        attributes |= BatchHeader.LOG_APPEND_TIME_BIT;
        maxTimestampMs = timestampMs;
        return this;
    }

    /** To be set before the first record: when a tombstone or a marker among them may go. */
    public RecordBatchBuilder deleteHorizonMs(long horizonMs) {
        attributes |= BatchHeader.DELETE_HORIZON_BIT;
        baseTimestampMs = horizonMs;
        return this;
    }

    /** For a batch that reaches beyond the last of its records, because those behind it were removed. */
    public RecordBatchBuilder lastOffset(long offset) {
        if (offset < lastOffset) {
            throw new IllegalArgumentException("last offset " + offset + " below that of a record, " + lastOffset);
        }
        lastOffset = offset;
        return this;
    }

    public RecordBatchBuilder append(long offset, long timestampMs, Record record) {
        begin(offset, timestampMs);
        long timestampDelta = timestampMs - baseTimestampMs;
        int offsetDelta = (int) (offset - baseOffset);
        ensure(record.sizeInBytes(timestampDelta, offsetDelta));
        record.write(bytes, timestampDelta, offsetDelta);
        return this;
    }

    /** The record at which the cursor stands, without decoding it. */
    public RecordBatchBuilder append(RecordCursor cursor) {
        begin(cursor.offset(), cursor.timestampMs());
        long timestampDelta = cursor.timestampMs() - baseTimestampMs;
        int offsetDelta = (int) (cursor.offset() - baseOffset);
        int size = 1 + Varint.sizeOf(timestampDelta) + Varint.sizeOf(offsetDelta) + cursor.payloadSize();
        ensure(Varint.sizeOf(size) + size);
        Varint.write(size, bytes);
        bytes.put((byte) 0);
        Varint.write(timestampDelta, bytes);
        Varint.write(offsetDelta, bytes);
        bytes.put(cursor.bytes(), cursor.payloadAt(), cursor.payloadSize());
        return this;
    }

    private void begin(long offset, long timestampMs) {
        if (offset <= lastOffset && recordCount > 0 || offset < baseOffset || offset - baseOffset > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("record of offset " + offset + " behind " + lastOffset + " in a batch from " + baseOffset + " on");
        }
        if (recordCount == 0 && !has(BatchHeader.DELETE_HORIZON_BIT)) {
            baseTimestampMs = timestampMs;
        }
        if (!has(BatchHeader.LOG_APPEND_TIME_BIT)) {
            maxTimestampMs = Math.max(maxTimestampMs, timestampMs);
        }
        lastOffset = offset;
        recordCount++;
    }

    private boolean has(int bit) {
        return (attributes & bit) != 0;
    }

    private void ensure(int size) {
        if (bytes.remaining() < size) {
            int needed = Math.addExact(bytes.position(), size);
            bytes = ByteBuffer.allocate((int) Math.min(Math.max(2L * bytes.capacity(), needed), Integer.MAX_VALUE)).put(bytes.flip());
        }
    }

    /** The batch; the builder is then used up. */
    public RecordBatch build() {
        if (lastOffset < baseOffset) {
            throw new IllegalArgumentException("a batch without records or offsets");
        }
        ByteBuffer target = compressed().flip();
        target.putLong(0, baseOffset).putInt(RecordBatch.LENGTH_AT, target.limit() - RecordBatch.PREFIX_BYTES).putInt(RecordBatch.EPOCH_AT, leaderEpoch);
        target.put(RecordBatch.MAGIC_AT, RecordBatch.MAGIC).putShort(RecordBatch.ATTRIBUTES_AT, attributes);
        target.putInt(RecordBatch.LAST_OFFSET_DELTA_AT, (int) (lastOffset - baseOffset));
        target.putLong(RecordBatch.BASE_TIMESTAMP_AT, baseTimestampMs).putLong(RecordBatch.MAX_TIMESTAMP_AT, maxTimestampMs);
        target.putLong(RecordBatch.PRODUCER_AT, producer.producerId()).putShort(RecordBatch.PRODUCER_AT + 8, producer.producerEpoch());
        target.putInt(RecordBatch.PRODUCER_AT + 10, producer.baseSequence()).putInt(RecordBatch.COUNT_AT, recordCount);
        target.putInt(RecordBatch.CRC_AT, RecordBatch.crcOf(target, 0, target.limit()));
        return RecordBatch.view(target, 0, BatchHeader.read(target, 0));
    }

    /** Room for the header, and behind it the records as they go to the disk. */
    private ByteBuffer compressed() {
        CompressionType type = CompressionType.values()[attributes & BatchHeader.COMPRESSION_MASK];
        if (type == CompressionType.NONE) {
            return bytes;
        }
        ByteArrayOutputStream target = new ByteArrayOutputStream(bytes.position() / 2 + RecordBatch.HEADER_BYTES);
        target.write(bytes.array(), 0, RecordBatch.HEADER_BYTES);
        try (OutputStream body = type.compressing(target)) {
            body.write(bytes.array(), RecordBatch.HEADER_BYTES, bytes.position() - RecordBatch.HEADER_BYTES);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // there is no I/O in memory
        }
        ByteBuffer batch = ByteBuffer.wrap(target.toByteArray());
        return batch.position(batch.limit());
    }
}
