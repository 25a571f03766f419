package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The fixed part of a record batch, decoded; the layout is drawn at {@link RecordBatch}.
 *
 * @param sizeInBytes of the whole batch
 * @param crc         as stored; nothing is known about the body until {@link RecordBatch#flaw()} compared it
 */
public record BatchHeader(long baseOffset, int sizeInBytes, int leaderEpoch, int crc, short attributes, int lastOffsetDelta,
        long baseTimestampMs, long maxTimestampMs, ProducerStamp producer, int recordCount) {
    private static final int COMPRESSION_MASK = 0x07;
    private static final int LOG_APPEND_TIME_BIT = 0x08;
    private static final int TRANSACTIONAL_BIT = 0x10;
    private static final int CONTROL_BIT = 0x20;

    static BatchHeader read(ByteBuffer source, int at) {
        return new BatchHeader(source.getLong(at), source.getInt(at + RecordBatch.LENGTH_AT) + RecordBatch.PREFIX_BYTES,
                source.getInt(at + RecordBatch.EPOCH_AT), source.getInt(at + RecordBatch.CRC_AT), source.getShort(at + 21), source.getInt(at + 23),
                source.getLong(at + 27), source.getLong(at + 35),
                new ProducerStamp(source.getLong(at + 43), source.getShort(at + 51), source.getInt(at + 53)), source.getInt(at + 57));
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
        return Optional.empty();
    }

    public long lastOffset() {
        return baseOffset + lastOffsetDelta;
    }

    /** The offset that follows this batch. */
    public long endOffset() {
        return lastOffset() + 1;
    }

    /** Kafka's codec number: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd. */
    public int compression() {
        return attributes & COMPRESSION_MASK;
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

    private static Optional<Flaw> flaw(String found, String expected) {
        return Optional.of(new Flaw(found, expected));
    }
}
