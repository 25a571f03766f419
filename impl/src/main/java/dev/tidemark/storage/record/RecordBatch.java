package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A whole record batch in Kafka's format v2: the unit that is appended, checked, replicated, compacted and truncated. A view of bytes
 * that it does not copy; {@link RecordBatchBuilder} makes new ones, {@link RecordCursor} steps over the records.
 *
 * <pre>
 *  byte   0                8        12            16      17    21           23
 *         +----------------+--------+-------------+-------+-----+------------+-----------------+
 *         | baseOffset     | length | leaderEpoch | magic | crc | attributes | lastOffsetDelta |
 *         +----------------+--------+-------------+-------+-----+------------+-----------------+
 *         27              35             43           51              53             57       61
 *         +---------------+--------------+------------+---------------+--------------+--------+---------...
 *         | baseTimestamp | maxTimestamp | producerId | producerEpoch | baseSequence | count  | records
 *         +---------------+--------------+------------+---------------+--------------+--------+---------...
 *  length      counts the bytes after itself
 *  crc         CRC-32C of everything after itself: base offset and leader epoch lie outside, so a broker stamps both without a new CRC
 *  attributes  bits 0-2 compression, 3 log append time, 4 transactional, 5 control, 6 base timestamp is the delete horizon (KIP-534)
 *  lastOffset  stays when records are compacted away, as base offset and base sequence do: count may be lower, even 0
 *  records     one after the other, or that compressed as one stream; offsets and timestamps are deltas to the base
 * </pre>
 */
public final class RecordBatch {
    public static final int HEADER_BYTES = 61;
    static final byte MAGIC = 2;
    static final int LENGTH_AT = 8;
    static final int PREFIX_BYTES = 12;
    static final int EPOCH_AT = 12;
    static final int MAGIC_AT = 16;
    static final int CRC_AT = 17;
    static final int ATTRIBUTES_AT = 21;
    static final int LAST_OFFSET_DELTA_AT = 23;
    static final int BASE_TIMESTAMP_AT = 27;
    static final int MAX_TIMESTAMP_AT = 35;
    static final int PRODUCER_AT = 43;
    static final int COUNT_AT = 57;

    private final BatchHeader header;
    private final ByteBuffer bytes;

    private RecordBatch(BatchHeader header, ByteBuffer bytes) {
        this.header = header;
        this.bytes = bytes;
    }

    /** Encodes records under one timestamp, uncompressed. */
    public static RecordBatch build(long baseOffset, int leaderEpoch, long timestampMs, ProducerStamp producer, List<Record> records) {
        if (records.isEmpty()) {
            throw new IllegalArgumentException("a batch without records");
        }
        RecordBatchBuilder builder = RecordBatchBuilder.at(baseOffset, leaderEpoch).producer(producer);
        for (int i = 0; i < records.size(); i++) {
            builder.append(baseOffset + i, timestampMs, records.get(i));
        }
        return builder.build();
    }

    /** The batch at the head of {@code source}, checked; {@code source} is not advanced. */
    public static RecordBatch parse(ByteBuffer source) throws InvalidBatchException {
        Optional<Flaw> flaw = BatchHeader.flaw(source, source.position(), source.remaining());
        if (flaw.isPresent()) {
            throw new InvalidBatchException("batch at byte " + source.position(), flaw.get());
        }
        RecordBatch batch = view(source.slice(), 0, BatchHeader.read(source, source.position()));
        Optional<Flaw> bodyFlaw = batch.flaw();
        if (bodyFlaw.isPresent()) {
            throw new InvalidBatchException("batch at byte " + source.position(), bodyFlaw.get());
        }
        return batch;
    }

    /** The batch with the given header at index {@code at} of a buffer, unchecked. */
    public static RecordBatch view(ByteBuffer source, int at, BatchHeader header) {
        return new RecordBatch(header, source.slice(at, header.sizeInBytes()));
    }

    public BatchHeader header() {
        return header;
    }

    /** The batch as it stands on disk and on the wire. */
    public ByteBuffer bytes() {
        return bytes.asReadOnlyBuffer();
    }

    /** The same bytes for the file layer: not read-only, so that checksums and channels need no copy. */
    public ByteBuffer rawBytes() {
        return bytes.duplicate();
    }

    /** Gives the batch its place, in its own bytes; the CRC stays valid. */
    public RecordBatch stamp(long baseOffset, int leaderEpoch) {
        bytes.putLong(0, baseOffset).putInt(EPOCH_AT, leaderEpoch);
        return new RecordBatch(header.at(baseOffset, leaderEpoch), bytes);
    }

    /** The batch with the broker's time for all of its records, in its own bytes. */
    RecordBatch withLogAppendTime(long timestampMs) {
        bytes.putShort(ATTRIBUTES_AT, (short) (header.attributes() | BatchHeader.LOG_APPEND_TIME_BIT)).putLong(MAX_TIMESTAMP_AT, timestampMs);
        return sealed();
    }

    /** The batch with the maximum that its records do have. */
    RecordBatch withMaxTimestamp(long timestampMs) {
        if (header.maxTimestampMs() == timestampMs) {
            return this;
        }
        bytes.putLong(MAX_TIMESTAMP_AT, timestampMs);
        return sealed();
    }

    private RecordBatch sealed() {
        bytes.putInt(CRC_AT, crcOf(bytes, 0, header.sizeInBytes()));
        return new RecordBatch(BatchHeader.read(bytes, 0), bytes);
    }

    /** What is wrong with the body. */
    public Optional<Flaw> flaw() {
        int computed = crcOf(bytes, 0, header.sizeInBytes());
        if (computed != header.crc()) {
            return Optional.of(new Flaw(String.format("CRC %08x", computed), String.format("%08x as stored", header.crc())));
        }
        if (header.recordCount() < 0 || header.recordCount() - 1 > header.lastOffsetDelta()) {
            return Optional.of(new Flaw(header.recordCount() + " records", "0 to " + (header.lastOffsetDelta() + 1L)));
        }
        return Optional.empty();
    }

    /** What follows the header, in an array. */
    ByteBuffer body() {
        ByteBuffer body = bytes.slice(HEADER_BYTES, header.sizeInBytes() - HEADER_BYTES);
        return body.hasArray() ? body : ByteBuffer.allocate(body.remaining()).put(body).flip();
    }

    /** The records, decoded; unless compressed they share the bytes of the batch. */
    public List<LogEntry> entries() throws InvalidBatchException {
        List<LogEntry> entries = new ArrayList<>();
        for (RecordCursor cursor = new RecordCursor().over(this); cursor.next();) {
            entries.add(new LogEntry(cursor.offset(), header.leaderEpoch(), cursor.timestampMs(), cursor.record()));
        }
        return entries;
    }

    static int crcOf(ByteBuffer bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + ATTRIBUTES_AT, size - ATTRIBUTES_AT));
        return (int) crc.getValue();
    }
}
