package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A record as a client sees it: key, value (absent: a tombstone) and headers. Its place in the log is a {@link LogEntry}'s business.
 * The bytes are shared, not copied: whoever made a record must leave them alone.
 *
 * <pre>
 *   length:varint | attributes:1 | timestampDelta:varint | offsetDelta:varint
 *   | keyLength:varint (-1: absent) | key | valueLength:varint (-1: absent) | value
 *   | headerCount:varint | { keyLength:varint | key (UTF-8) | valueLength:varint (-1: absent) | value }*
 * </pre>
 */
public record Record(Optional<ByteBuffer> key, Optional<ByteBuffer> value, List<Header> headers) {
    private static final int ABSENT = -1;

    public Record {
        key = key.map(ByteBuffer::asReadOnlyBuffer);
        value = value.map(ByteBuffer::asReadOnlyBuffer);
        headers = List.copyOf(headers);
    }

    public static Record of(String key, String value) {
        return new Record(Optional.of(utf8(key)), Optional.of(utf8(value)), List.of());
    }

    public static Record ofValue(String value) {
        return new Record(Optional.empty(), Optional.of(utf8(value)), List.of());
    }

    public static Record tombstone(String key) {
        return new Record(Optional.of(utf8(key)), Optional.empty(), List.of());
    }

    @Override
    public Optional<ByteBuffer> key() {
        return key.map(ByteBuffer::duplicate);
    }

    @Override
    public Optional<ByteBuffer> value() {
        return value.map(ByteBuffer::duplicate);
    }

    public Optional<String> keyText() {
        return key().map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
    }

    public Optional<String> valueText() {
        return value().map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
    }

    /** Bytes that {@link #write} needs, the length prefix included. */
    int sizeInBytes(long timestampDelta, int offsetDelta) {
        int body = bodySize(timestampDelta, offsetDelta);
        return Varint.sizeOf(body) + body;
    }

    void write(ByteBuffer target, long timestampDelta, int offsetDelta) {
        Varint.write(bodySize(timestampDelta, offsetDelta), target);
        target.put((byte) 0);
        Varint.write(timestampDelta, target);
        Varint.write(offsetDelta, target);
        writeBytes(key, target);
        writeBytes(value, target);
        Varint.write(headers.size(), target);
        for (Header header : headers) {
            writeBytes(Optional.of(utf8(header.key())), target);
            writeBytes(header.value(), target);
        }
    }

    private int bodySize(long timestampDelta, int offsetDelta) {
        int size = 1 + Varint.sizeOf(timestampDelta) + Varint.sizeOf(offsetDelta) + sizeOf(key) + sizeOf(value) + Varint.sizeOf(headers.size());
        for (Header header : headers) {
            size += sizeOf(Optional.of(utf8(header.key()))) + sizeOf(header.value());
        }
        return size;
    }

    private static int sizeOf(Optional<ByteBuffer> bytes) {
        return bytes.isEmpty() ? Varint.sizeOf(ABSENT) : Varint.sizeOf(bytes.get().remaining()) + bytes.get().remaining();
    }

    private static void writeBytes(Optional<ByteBuffer> bytes, ByteBuffer target) {
        Varint.write(bytes.map(ByteBuffer::remaining).orElse(ABSENT), target);
        bytes.ifPresent(present -> target.put(present.duplicate()));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
