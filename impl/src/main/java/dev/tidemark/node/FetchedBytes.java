package dev.tidemark.node;

import dev.tidemark.core.client.FetchedBatches;
import dev.tidemark.core.client.FetchedRecord;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Batches on their way to a consumer, as they are on the leader's disk. */
record FetchedBytes(ByteBuffer bytes) implements FetchedBatches {
    static final FetchedBytes NONE = new FetchedBytes(ByteBuffer.allocate(0));

    int sizeInBytes() {
        return bytes.remaining();
    }

    /** Markers of transactions are no records of a consumer's. */
    @Override
    public List<FetchedRecord> records() {
        try {
            List<FetchedRecord> records = new ArrayList<>();
            for (RecordBatch batch : batches()) {
                if (!batch.header().isControl()) {
                    batch.entries().forEach(entry -> records.add(ClientRecords.fetched(entry)));
                }
            }
            return records;
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("batches that passed their CRC cannot be decoded: " + e.getMessage(), e);
        }
    }

    @Override
    public long endOffset() {
        List<RecordBatch> batches = batches();
        return batches.isEmpty() ? -1 : batches.get(batches.size() - 1).header().endOffset();
    }

    @Override
    public int lastEpoch() {
        List<RecordBatch> batches = batches();
        return batches.isEmpty() ? -1 : batches.get(batches.size() - 1).header().leaderEpoch();
    }

    private List<RecordBatch> batches() {
        List<RecordBatch> batches = new ArrayList<>();
        ByteBuffer rest = bytes.duplicate();
        try {
            while (rest.hasRemaining()) {
                RecordBatch batch = RecordBatch.parse(rest.slice());
                batches.add(batch);
                rest.position(rest.position() + batch.header().sizeInBytes());
            }
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("batches that passed their CRC cannot be decoded: " + e.getMessage(), e);
        }
        return batches;
    }
}
