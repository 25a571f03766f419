package dev.tidemark.storage.producer;

import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import dev.tidemark.storage.record.RecordBatchBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Generates what producers may leave in a log: idempotent and transactional batches and such of no producer, markers with and without a
 * transaction, producers of higher and (as a zombie's) of lower epochs, and gaps as the cleaner leaves them.
 */
public final class ProducerHistory {
    private static final long NOW_MS = 1_700_000_000_000L;
    private static final int PRODUCERS = 4;

    private final Random random;
    private final Set<Long> inTransaction = new HashSet<>();
    private long offset;
    private int sequence;

    public ProducerHistory(Random random, long offset) {
        this.random = random;
        this.offset = offset;
    }

    public List<RecordBatch> batches(int count) {
        List<RecordBatch> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            batches.add(next());
            offset += random.nextInt(5) == 0 ? random.nextInt(3) : 0;
        }
        return batches;
    }

    private RecordBatch next() {
        long producerId = 1000 + random.nextInt(PRODUCERS);
        short epoch = (short) (random.nextInt(8) == 0 ? random.nextInt(4) : 1);
        int kind = random.nextInt(10);
        if (kind < 2) {
            inTransaction.remove(producerId);
            return new EndTransactionMarker(random.nextBoolean(), random.nextInt(5)).toBatch(offset++, 0, NOW_MS + offset, producerId, epoch);
        }
        if (kind == 2) {
            return data(ProducerStamp.NONE, false);
        }
        boolean isTransactional = kind > 6 || inTransaction.contains(producerId);
        if (isTransactional) {
            inTransaction.add(producerId);
        }
        return data(new ProducerStamp(producerId, epoch, random.nextInt(9) == 0 ? Integer.MAX_VALUE : sequence++), isTransactional);
    }

    private RecordBatch data(ProducerStamp stamp, boolean isTransactional) {
        RecordBatchBuilder builder = RecordBatchBuilder.at(offset, 0).producer(stamp);
        if (isTransactional) {
            builder.transactional();
        }
        for (int i = random.nextInt(3); i >= 0; i--) {
            builder.append(offset, NOW_MS + offset, Record.ofValue("v".repeat(random.nextInt(100))));
            offset++;
        }
        return builder.build();
    }
}
