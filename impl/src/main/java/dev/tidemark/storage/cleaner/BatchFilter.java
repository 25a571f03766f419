package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import dev.tidemark.storage.record.RecordCursor;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What remains of a batch: the operators {@code RetainedRecords}, {@code Horizon} and {@code IsKeptEmpty} of the spec. A batch that loses nothing
 * is handed on as it is, byte for byte; another is rebuilt at the same offsets, with the same codec, producer and sequence.
 */
final class BatchFilter {
    private final OffsetMap map;
    private final long startOffset;
    private final long endOffset;
    private final CleanedTransactions transactions;
    private final Map<Long, LastOfProducer> lastOfProducers;
    private final long nowMs;
    private final long deleteRetentionMs;
    private final RecordCursor cursor = new RecordCursor();
    private boolean[] isRetained = new boolean[256];
    private ByteBuffer room = ByteBuffer.allocate(RecordBatch.HEADER_BYTES);
    private int retained;
    private boolean hasTombstones;

    /** The last that a log holds of a producer: its last offset of data, or none but a marker of this epoch. */
    record LastOfProducer(long lastOffset, short epoch) {
        static final long ONLY_A_MARKER = -1;

        boolean isOnlyAMarker() {
            return lastOffset == ONLY_A_MARKER;
        }

        boolean is(BatchHeader header) {
            return isOnlyAMarker() ? header.isControl() && header.producer().producerEpoch() == epoch : header.lastOffset() == lastOffset;
        }
    }

    /**
     * @param startOffset where the range of the map begins: below, older values are known to have gone before
     * @param endOffset   up to where the map knows every key: what lies behind is kept
     */
    BatchFilter(OffsetMap map, long startOffset, long endOffset, CleanedTransactions transactions, Map<Long, LastOfProducer> lastOfProducers,
            long nowMs, long deleteRetentionMs) {
        this.map = map;
        this.startOffset = startOffset;
        this.endOffset = endOffset;
        this.transactions = transactions;
        this.lastOfProducers = lastOfProducers;
        this.nowMs = nowMs;
        this.deleteRetentionMs = deleteRetentionMs;
    }

    /** What remains of the next batch of the log, valid until the one after that; empty if nothing does. */
    Optional<RecordBatch> filter(RecordBatch batch) throws InvalidBatchException {
        BatchHeader header = batch.header();
        boolean isNeedless = transactions.isNeedless(batch);
        boolean goes = isNeedless && (!header.isControl() || hasExpired(header) || header.recordCount() == 0);
        retain(batch, goes);
        if (retained == 0) {
            return isKeptEmpty(header) ? Optional.of(header.recordCount() == 0 ? batch : RecordBatchBuilder.emptied(header)) : Optional.empty();
        }
        boolean setsHorizon = (hasTombstones || isNeedless && header.isControl()) && needsHorizon(header);
        return Optional.of(retained == header.recordCount() && !setsHorizon ? batch : rebuild(batch, setsHorizon));
    }

    /** In the range of the map nothing has expired, whatever its horizon: a round that did not come to its end may have left older values until now. */
    private boolean hasExpired(BatchHeader header) {
        return header.deleteHorizonMs().isPresent() && header.deleteHorizonMs().getAsLong() <= nowMs && header.baseOffset() < startOffset;
    }

    private boolean needsHorizon(BatchHeader header) {
        return header.lastOffset() < endOffset && (header.deleteHorizonMs().isEmpty() || header.baseOffset() >= startOffset);
    }

    private boolean isKeptEmpty(BatchHeader header) {
        LastOfProducer last = lastOfProducers.get(header.producer().producerId());
        return last != null && last.is(header) || header.endOffset() == endOffset;
    }

    private void retain(RecordBatch batch, boolean goes) throws InvalidBatchException {
        retained = 0;
        hasTombstones = false;
        if (goes) {
            return;
        }
        BatchHeader header = batch.header();
        if (header.isControl()) {
            retained = header.recordCount();
            return;
        }
        if (isRetained.length < header.recordCount()) {
            isRetained = Arrays.copyOf(isRetained, header.recordCount());
        }
        boolean keepsTombstones = !hasExpired(header);
        map.take(cursor.over(batch));
        cursor.rewind();
        for (int index = 0; cursor.next(); index++) {
            isRetained[index] = isRetained(index, keepsTombstones);
            if (isRetained[index]) {
                retained++;
                hasTombstones |= cursor.valueSize() < 0;
            }
        }
    }

    private boolean isRetained(int index, boolean keepsTombstones) {
        if (cursor.offset() >= endOffset) {
            return true;
        }
        return cursor.keySize() >= 0 && (cursor.valueSize() >= 0 || keepsTombstones)
                && cursor.offset() >= map.get(index);
    }

    private RecordBatch rebuild(RecordBatch batch, boolean setsHorizon) throws InvalidBatchException {
        if (room.capacity() < batch.header().sizeInBytes()) {
            room = ByteBuffer.allocate(batch.header().sizeInBytes());
        }
        RecordBatchBuilder builder = RecordBatchBuilder.replacing(batch.header(), room);
        if (setsHorizon) {
            builder.deleteHorizonMs(nowMs + deleteRetentionMs);
        }
        cursor.over(batch);
        for (int index = 0; cursor.next(); index++) {
            if (batch.header().isControl() || isRetained[index]) {
                builder.append(cursor);
            }
        }
        return builder.lastOffset(batch.header().lastOffset()).build();
    }
}
