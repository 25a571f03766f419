package dev.tidemark.storage;

import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a follower checks in the batches that its leader sent: that they are whole and sound, that control batches can be read, and that they follow each other and the log end. Offsets may
 * have gaps: the leader's log may be compacted.
 */
record ReceivedBatches(String directory, long logEndOffset) {

    List<RecordBatch> check(ByteBuffer bytes) throws StorageException, InvalidBatchException {
        List<RecordBatch> batches = new ArrayList<>();
        BatchScanner scanner = BatchScanner.of(bytes, logEndOffset).allowingGaps();
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            RecordBatch batch = scanner.batch();
            reject(batch.flaw(), scanner);
            if (header.get().leaderEpoch() < 0) {
                reject(Optional.of(new Flaw("leader epoch " + header.get().leaderEpoch(), "an epoch from 0 on")), scanner);
            }
            EndTransactionMarker.in(batch);
            batches.add(batch);
        }
        reject(scanner.flaw(), scanner);
        return batches;
    }

    private void reject(Optional<Flaw> flaw, BatchScanner scanner) throws InvalidBatchException {
        if (flaw.isPresent()) {
            throw new InvalidBatchException(directory + ": batch at byte " + scanner.position() + " of an append", flaw.get());
        }
    }
}
