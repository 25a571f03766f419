package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.Segment;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordCursor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Fills an {@link OffsetMap} from the dirty range of a log, in steps. When the map is full the range ends there, be it in the middle of a batch. */
final class OffsetMapping {
    private final OffsetMap map;
    private final DirtyRange range;
    private final CleanedTransactions transactions;
    private final Deque<Segment> segments;
    private final RecordCursor cursor = new RecordCursor();
    private BatchScanner scanner;
    private long endOffset;
    private long bytesRead;

    /** @param segments of the log, from the first on: a transaction may have begun below the range */
    OffsetMapping(OffsetMap map, DirtyRange range, CleanedTransactions transactions, List<Segment> segments) {
        this.map = map;
        this.range = range;
        this.transactions = transactions;
        this.segments = new ArrayDeque<>(segments);
        this.endOffset = range.startOffset();
        map.clearFor(range.endOffset() - range.startOffset());
    }

    /** The offset up to which the map knows every key. */
    long endOffset() {
        return endOffset;
    }

    long bytesRead() {
        return bytesRead;
    }

    /** Reads on for about so many bytes; whether there is more to read. */
    boolean step(int bytes) throws StorageException, InvalidBatchException {
        for (long read = 0; read < bytes;) {
            Optional<BatchHeader> header = next();
            if (header.isEmpty() || !take(header.get())) {
                return false;
            }
            read += header.get().sizeInBytes();
            bytesRead += header.get().sizeInBytes();
        }
        return true;
    }

    private Optional<BatchHeader> next() throws StorageException, InvalidBatchException {
        while (true) {
            if (scanner == null) {
                if (segments.isEmpty()) {
                    return Optional.empty();
                }
                scanner = segments.remove().batches();
            }
            Optional<BatchHeader> header = scanner.next();
            if (header.isPresent()) {
                return header;
            }
            if (scanner.flaw().isPresent()) {
                throw new InvalidBatchException("offset " + scanner.nextOffset() + ", position " + scanner.position(), scanner.flaw().get());
            }
            scanner = null;
            endOffset = Math.max(endOffset, segments.isEmpty() ? range.endOffset() : segments.peek().baseOffset()); // what is not there is known
        }
    }

    /** Whether the whole batch found room. */
    private boolean take(BatchHeader header) throws StorageException, InvalidBatchException {
        boolean isDirty = header.lastOffset() >= range.startOffset();
        if (!isDirty && !header.isTransactional()) {
            return true;
        }
        RecordBatch batch = scanner.batch();
        boolean isNeedless = transactions.isNeedless(batch);
        if (isDirty) {
            if (!isNeedless && !header.isControl() && !mapRecords(batch)) {
                return false;
            }
            endOffset = header.endOffset();
        }
        return true;
    }

    private boolean mapRecords(RecordBatch batch) throws InvalidBatchException {
        map.take(cursor.over(batch));
        cursor.rewind();
        for (int index = 0; cursor.next(); index++) {
            if (cursor.keySize() >= 0 && cursor.offset() >= range.startOffset()) {
                if (map.isFull()) {
                    return false;
                }
                map.put(index, cursor.offset());
                endOffset = cursor.offset() + 1;
            }
        }
        return true;
    }
}
