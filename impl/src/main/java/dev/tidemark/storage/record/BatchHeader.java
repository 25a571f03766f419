package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The fixed part of a record batch, decoded; the layout is drawn at {@link RecordBatch}.
 *
 * @param sizeInBytes of the whole batch
 * @param crc         as stored; nothing is known about the body until {@link RecordBatch#flaw()} compared it
 */
public record BatchHeader(long baseOffset, int sizeInBytes, int leaderEpoch, int crc, short attributes, int lastOffsetDelta,
        long baseTimestampMs, long maxTimestampMs, ProducerStamp producer, int recordCount) {
    static final int COMPRESSION_MASK = 0x07;
    static final int LOG_APPEND_TIME_BIT = 0x08;
    static final int TRANSACTIONAL_BIT = 0x10;
    static final int CONTROL_BIT = 0x20;
    static final int DELETE_HORIZON_BIT = 0x40;
    private static final CompressionType[] COMPRESSION_TYPES = CompressionType.values();
    private static final int NO_SEQUENCE = -1;

    static BatchHeader read(ByteBuffer source, int at) {
        ProducerStamp producer = new ProducerStamp(source.getLong(at + RecordBatch.PRODUCER_AT),
                source.getShort(at + RecordBatch.PRODUCER_AT + 8), source.getInt(at + RecordBatch.PRODUCER_AT + 10));
        return new BatchHeader(source.getLong(at), source.getInt(at + RecordBatch.LENGTH_AT) + RecordBatch.PREFIX_BYTES,
                source.getInt(at + RecordBatch.EPOCH_AT), source.getInt(at + RecordBatch.CRC_AT), source.getShort(at + RecordBatch.ATTRIBUTES_AT),
                source.getInt(at + RecordBatch.LAST_OFFSET_DELTA_AT), source.getLong(at + RecordBatch.BASE_TIMESTAMP_AT),
                source.getLong(at + RecordBatch.MAX_TIMESTAMP_AT), producer, source.getInt(at + RecordBatch.COUNT_AT));
    }

    /** The same of a batch that got another place. */
    BatchHeader at(long newBaseOffset, int newLeaderEpoch) {
        return new BatchHeader(newBaseOffset, sizeInBytes, newLeaderEpoch, crc, attributes, lastOffsetDelta, baseTimestampMs, maxTimestampMs, producer,
                recordCount);
    }

    /** What keeps the bytes at {@code at}, {@code available} of them, from being the head of a whole batch. Reads no body. */
    static Optional<Flaw> flaw(ByteBuffer source, int at, long available) {
        if (available < RecordBatch.HEADER_BYTES) {
            return flaw(available + " bytes", "a batch header of " + RecordBatch.HEADER_BYTES + " bytes");
        }
        byte magic = source.get(at + RecordBatch.MAGIC_AT);
        if (magic != RecordBatch.MAGIC) {
            return flaw("magic " + magic, "magic " + RecordBatch.MAGIC);
        }
        long size = RecordBatch.PREFIX_BYTES + (long) source.getInt(at + RecordBatch.LENGTH_AT);
        if (size < RecordBatch.HEADER_BYTES || size > available) {
            return flaw("a batch of " + size + " bytes", RecordBatch.HEADER_BYTES + " to the " + available + " bytes that are there");
        }
        long baseOffset = source.getLong(at);
        int lastOffsetDelta = source.getInt(at + RecordBatch.LAST_OFFSET_DELTA_AT);
        if (baseOffset < 0 || lastOffsetDelta < 0) {
            return flaw("base offset " + baseOffset + " and last offset delta " + lastOffsetDelta, "numbers from 0 on");
        }
        int compression = source.getShort(at + RecordBatch.ATTRIBUTES_AT) & COMPRESSION_MASK;
        if (compression >= COMPRESSION_TYPES.length) {
            return flaw("compression type " + compression, "0 to " + (COMPRESSION_TYPES.length - 1));
        }
        return Optional.empty();
    }

    public long lastOffset() {
        return baseOffset + lastOffsetDelta;
    }

    /** The offset that follows this batch. */
    public long endOffset() {
        return lastOffset() + 1;
    }

    public CompressionType compressionType() {
        return COMPRESSION_TYPES[attributes & COMPRESSION_MASK];
    }

    /** Whether every record's timestamp is the batch's maximum, set by the broker. */
    public boolean hasLogAppendTime() {
        return (attributes & LOG_APPEND_TIME_BIT) != 0;
    }

    public boolean isTransactional() {
        return (attributes & TRANSACTIONAL_BIT) != 0;
    }

    public boolean isControl() {
        return (attributes & CONTROL_BIT) != 0;
    }

    /** From when on the tombstones or markers in this batch may go; it is then the base timestamp too. */
    public OptionalLong deleteHorizonMs() {
        return (attributes & DELETE_HORIZON_BIT) != 0 ? OptionalLong.of(baseTimestampMs) : OptionalLong.empty();
    }

    /** The sequence of the batch's last record, also if that was compacted away; -1 without sequences. After the largest number comes 0. */
    public int lastSequence() {
        int base = producer.baseSequence();
        return base == NO_SEQUENCE ? NO_SEQUENCE : base + lastOffsetDelta & Integer.MAX_VALUE;
    }

    private static Optional<Flaw> flaw(String found, String expected) {
        return Optional.of(new Flaw(found, expected));
    }
}
