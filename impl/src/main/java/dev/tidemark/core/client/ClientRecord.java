package dev.tidemark.core.client;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A record as a client sees it. The bytes are shared, not copied: whoever made a record must leave them alone.
 *
 * @param value absent in a tombstone
 */
public record ClientRecord(Optional<ByteBuffer> key, Optional<ByteBuffer> value, List<RecordHeader> headers) {
    public ClientRecord {
        key = key.map(ByteBuffer::asReadOnlyBuffer);
        value = value.map(ByteBuffer::asReadOnlyBuffer);
        headers = List.copyOf(headers);
    }

    /** A name, and bytes that may be absent. */
    public record RecordHeader(String key, Optional<ByteBuffer> value) {
        public RecordHeader {
            value = value.map(ByteBuffer::asReadOnlyBuffer);
        }

        @Override
        public Optional<ByteBuffer> value() {
            return value.map(ByteBuffer::duplicate);
        }
    }

    /** A record of a text, without a key. */
    public static ClientRecord of(String value) {
        return new ClientRecord(Optional.empty(), Optional.of(utf8(value)), List.of());
    }

    public static ClientRecord of(String key, String value) {
        return new ClientRecord(Optional.of(utf8(key)), Optional.of(utf8(value)), List.of());
    }

    @Override
    public Optional<ByteBuffer> key() {
        return key.map(ByteBuffer::duplicate);
    }

    @Override
    public Optional<ByteBuffer> value() {
        return value.map(ByteBuffer::duplicate);
    }

    /** The value as a text, which is how the specs see a record; that of a tombstone is empty. */
    public String text() {
        return value().map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString()).orElse("");
    }

    public Optional<String> keyText() {
        return key().map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString());
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
