package dev.tidemark.storage;

import java.nio.ByteBuffer;

/** Whole consecutive batches as read from a log, and the offsets they cover: {@code startOffset} inclusive, {@code endOffset} exclusive. */
public record LogSlice(ByteBuffer batches, long startOffset, long endOffset) {
    static LogSlice emptyAt(long offset) {
        return new LogSlice(ByteBuffer.allocate(0), offset, offset);
    }

    public boolean isEmpty() {
        return startOffset == endOffset;
    }
}
