package dev.tidemark.storage.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps over the records of one batch after the other without making an object for each: what it says of the current record is valid until
 * it moves on. Every length is checked against what is there, offsets must ascend within the batch, and nothing may follow the last record.
 * A compressed batch is decompressed as a whole, up to a bound. The layout of a record is drawn at {@link Record}.
 *
 * <pre>{@code
 *   RecordCursor cursor = new RecordCursor();
 *   while (scanner.next().isPresent()) {
 *       for (cursor.over(scanner.batch()); cursor.next();) {
 *           map.put(cursor.bytes(), cursor.keyAt(), cursor.keySize(), cursor.offset());
 *       }
 *   }
 * }</pre>
 */
public final class RecordCursor {
    /** Kafka has no bound; none of its clients buffers that much for a batch unless told to. */
    public static final int MAX_DECOMPRESSED_BYTES = 128 << 20;

    private final FieldReader fields = new FieldReader();
    private final Decompressor decompressor;
    private BatchHeader header;
    private int index;
    private long offset;
    private long timestampMs;
    private int payloadAt;
    private int keyAt;
    private int keySize;
    private int valueAt;
    private int valueSize;
    private int headersAt;
    private int recordEnd;

    public RecordCursor() {
        this(MAX_DECOMPRESSED_BYTES);
    }

    public RecordCursor(int maxDecompressedBytes) {
        decompressor = new Decompressor(maxDecompressedBytes);
    }

    /** Goes before the first record of a batch, whose CRC is not looked at. */
    public RecordCursor over(RecordBatch batch) throws InvalidBatchException {
        header = batch.header();
        ByteBuffer body = batch.body();
        int from = body.arrayOffset() + body.position();
        if (header.compressionType() == CompressionType.NONE) {
            fields.over(body.array(), from, body.remaining());
        } else {
            int size = decompress(body.array(), from, body.remaining());
            fields.over(decompressor.bytes(), 0, size);
        }
        return rewind();
    }

    /** Goes back before the first record of its batch, which is not decompressed again. */
    public RecordCursor rewind() {
        fields.rewind();
        index = 0;
        offset = header.baseOffset() - 1;
        return this;
    }

    private int decompress(byte[] body, int from, int length) throws InvalidBatchException {
        try {
            return decompressor.decompress(header.compressionType(), body, from, length);
        } catch (IOException e) {
            Flaw flaw = new Flaw(String.valueOf(e.getMessage()), "records compressed with " + header.compressionType());
            throw new InvalidBatchException("batch of offset " + header.baseOffset(), flaw, e);
        }
    }

    /** Steps to the next record; false if there is none. */
    public boolean next() throws InvalidBatchException {
        if (index == header.recordCount()) {
            if (fields.remaining() > 0) {
                throw fields.invalid(fields.remaining() + " bytes after the last record", "none");
            }
            return false;
        }
        index++;
        int size = fields.varint();
        if (size < 1 || size > fields.remaining()) {
            throw fields.invalid("a record of " + size + " bytes", "one that fits in " + fields.remaining());
        }
        recordEnd = fields.at() + size;
        fields.seek(fields.at() + 1); // record attributes: unused by Kafka
        readPlace();
        readPayload();
        return true;
    }

    private void readPlace() throws InvalidBatchException {
        long timestampDelta = fields.varlong();
        timestampMs = header.hasLogAppendTime() ? header.maxTimestampMs() : header.baseTimestampMs() + timestampDelta;
        int offsetDelta = fields.varint();
        long next = header.baseOffset() + offsetDelta;
        if (next <= offset || offsetDelta > header.lastOffsetDelta()) {
            throw fields.invalid("offset delta " + offsetDelta, "one that ascends, up to " + header.lastOffsetDelta());
        }
        offset = next;
    }

    private void readPayload() throws InvalidBatchException {
        payloadAt = fields.at();
        keySize = fields.field();
        keyAt = fields.at() - Math.max(keySize, 0);
        valueSize = fields.field();
        valueAt = fields.at() - Math.max(valueSize, 0);
        headersAt = fields.at();
        int count = fields.varint();
        if (count < 0 || count > fields.remaining()) {
            throw fields.invalid(count + " headers", "as many as fit in " + fields.remaining() + " bytes");
        }
        for (int i = 0; i < count; i++) {
            if (fields.field() < 0) {
                throw fields.invalid("a header without a key", "a key");
            }
            fields.field();
        }
        if (fields.at() != recordEnd) {
            throw fields.invalid("fields up to byte " + fields.at(), "fields up to byte " + recordEnd + ", the end of the record");
        }
    }

    public long offset() {
        return offset;
    }

    public long timestampMs() {
        return timestampMs;
    }

    /** What the indexes below point into. */
    public byte[] bytes() {
        return fields.bytes();
    }

    public int keyAt() {
        return keyAt;
    }

    /** -1 for an absent key. */
    public int keySize() {
        return keySize;
    }

    public int valueAt() {
        return valueAt;
    }

    /** -1 for an absent value: a tombstone. */
    public int valueSize() {
        return valueSize;
    }

    /** Where key, value and headers lie: the same bytes in whatever batch the record is. */
    int payloadAt() {
        return payloadAt;
    }

    int payloadSize() {
        return recordEnd - payloadAt;
    }

    /** The current record as a whole; it shares {@link #bytes()}, which for a compressed batch are those of the next batch too. */
    public Record record() throws InvalidBatchException {
        FieldReader source = new FieldReader();
        source.over(bytes(), headersAt, recordEnd - headersAt);
        int count = source.varint();
        List<Header> headers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int nameSize = source.field();
            String name = new String(bytes(), source.at() - nameSize, nameSize, StandardCharsets.UTF_8);
            int size = source.field();
            headers.add(new Header(name, slice(source.at() - Math.max(size, 0), size)));
        }
        return new Record(slice(keyAt, keySize), slice(valueAt, valueSize), headers);
    }

    private Optional<ByteBuffer> slice(int from, int size) {
        return size < 0 ? Optional.empty() : Optional.of(ByteBuffer.wrap(bytes(), from, size).slice());
    }
}
