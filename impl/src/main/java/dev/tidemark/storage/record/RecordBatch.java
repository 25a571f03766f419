package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A whole record batch in Kafka's format v2: the unit that is appended, checked, replicated and truncated. A view of bytes that it
 * does not copy. It refuses to decode compressed records (for now): its header and its CRC can still be checked.
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
 *  attributes  bits 0-2 compression, 3 log append time, 4 transactional, 5 control, 6 delete horizon
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
    static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int CRC_FROM = 21;

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
        int size = HEADER_BYTES;
        for (int i = 0; i < records.size(); i++) {
            size = Math.addExact(size, records.get(i).sizeInBytes(0, i));
        }
        ByteBuffer bytes = ByteBuffer.allocate(size);
        bytes.putLong(baseOffset).putInt(size - PREFIX_BYTES).putInt(leaderEpoch).put(MAGIC).putInt(0);
        bytes.putShort((short) 0).putInt(records.size() - 1).putLong(timestampMs).putLong(timestampMs);
        bytes.putLong(producer.producerId()).putShort(producer.producerEpoch()).putInt(producer.baseSequence()).putInt(records.size());
        for (int i = 0; i < records.size(); i++) {
            records.get(i).write(bytes, 0, i);
        }
        bytes.flip().putInt(CRC_AT, crcOf(bytes, 0, size));
        return new RecordBatch(BatchHeader.read(bytes, 0), bytes);
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

    static RecordBatch view(ByteBuffer source, int at, BatchHeader header) {
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

    /** The records, decoded; they share the bytes of the batch. */
    public List<LogEntry> entries() throws InvalidBatchException {
        if (header.compression() != 0) {
            throw new InvalidBatchException("batch of offset " + header.baseOffset(), new Flaw("compression " + header.compression(), "none"));
        }
        ByteBuffer source = bytes.duplicate().position(HEADER_BYTES);
        List<LogEntry> entries = new ArrayList<>(Math.min(header.recordCount(), source.remaining()));
        for (int i = 0; i < header.recordCount(); i++) {
            entries.add(readEntry(source));
        }
        if (source.hasRemaining()) {
            throw Record.invalid(source, source.remaining() + " bytes after the last record", "none");
        }
        return entries;
    }

    private LogEntry readEntry(ByteBuffer source) throws InvalidBatchException {
        int length = Varint.readInt(source);
        if (length < 0 || length > source.remaining()) {
            throw Record.invalid(source, "a record of " + length + " bytes", "one that fits in " + source.remaining());
        }
        ByteBuffer body = source.slice(source.position(), length);
        source.position(source.position() + length);
        if (!body.hasRemaining()) {
            throw Record.invalid(source, "an empty record", "attributes");
        }
        body.get(); // record attributes: unused by Kafka
        long timestampDelta = Varint.readLong(body);
        int offsetDelta = Varint.readInt(body);
        Record record = Record.readPayload(body);
        if (body.hasRemaining() || offsetDelta < 0 || offsetDelta > header.lastOffsetDelta()) {
            throw Record.invalid(source, "offset delta " + offsetDelta + " and " + body.remaining() + " bytes left over",
                    "a delta up to " + header.lastOffsetDelta() + " and none left");
        }
        long timestampMs = header.hasLogAppendTime() ? header.maxTimestampMs() : header.baseTimestampMs() + timestampDelta;
        return new LogEntry(header.baseOffset() + offsetDelta, header.leaderEpoch(), timestampMs, record);
    }

    private static int crcOf(ByteBuffer bytes, int at, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(at + CRC_FROM, size - CRC_FROM));
        return (int) crc.getValue();
    }
}
