package dev.tidemark.node;

import dev.tidemark.core.Message.Batches;
import dev.tidemark.core.Message.Entry;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Record batches as bytes; the same from one replica's disk to another's. */
record LogBatches(ByteBuffer bytes) implements Batches {
    static final LogBatches EMPTY = new LogBatches(ByteBuffer.allocate(0));

    @Override
    public List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        ByteBuffer rest = bytes.duplicate();
        try {
            while (rest.hasRemaining()) {
                RecordBatch batch = RecordBatch.parse(rest.slice());
                batch.entries().forEach(entry -> entries.add(entryOf(entry)));
                rest.position(rest.position() + batch.header().sizeInBytes());
            }
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("batches that passed their CRC cannot be decoded: " + e.getMessage(), e);
        }
        return entries;
    }

    static Entry entryOf(LogEntry entry) {
        return new Entry(entry.leaderEpoch(), entry.record().valueText().orElse(""));
    }
}
