package dev.tidemark.storage.record;

import java.nio.ByteBuffer;
import java.util.Optional;

/** A record header: a name, and bytes that may be absent. */
public record Header(String key, Optional<ByteBuffer> value) {
    public Header {
        value = value.map(ByteBuffer::asReadOnlyBuffer);
    }

    @Override
    public Optional<ByteBuffer> value() {
        return value.map(ByteBuffer::duplicate);
    }
}
