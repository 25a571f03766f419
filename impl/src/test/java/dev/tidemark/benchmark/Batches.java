package dev.tidemark.benchmark;

import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** What is appended: batches with keys and values of random bytes, the same in every run. */
final class Batches {
    private static final int BASE_OFFSET_AT = 0;
    private static final int LENGTH_AT = 8;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int LENGTH_COUNTS_FROM = 12;
    private static final int KEY_BYTES = 16;

    private Batches() {}

    /** As many different batches as asked for, of records of about {@code recordBytes} each, each with a key of its own. */
    static List<ByteBuffer> of(int count, int recordsPerBatch, int recordBytes, long nowMs) {
        Random random = new Random(recordBytes);
        return of(count, recordsPerBatch, recordBytes, nowMs, random, () -> bytes(random, KEY_BYTES));
    }

    /** The same, but that each key comes twice, anywhere. */
    static List<ByteBuffer> withDuplicates(int count, int recordsPerBatch, int recordBytes, long nowMs) {
        Random random = new Random(recordBytes);
        List<ByteBuffer> keys = new ArrayList<>();
        for (int i = 0; i < count * recordsPerBatch; i++) {
            keys.add(i % 2 == 0 ? bytes(random, KEY_BYTES) : keys.get(i - 1));
        }
        Collections.shuffle(keys, random);
        return of(count, recordsPerBatch, recordBytes, nowMs, random, keys.iterator()::next);
    }

    private static List<ByteBuffer> of(int count, int recordsPerBatch, int recordBytes, long nowMs, Random random, Supplier<ByteBuffer> keys) {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Record> records = new ArrayList<>();
            for (int j = 0; j < recordsPerBatch; j++) {
                records.add(new Record(Optional.of(keys.get()), Optional.of(bytes(random, recordBytes - KEY_BYTES - 10)), List.of()));
            }
            batches.add(RecordBatch.build(0, 0, nowMs, ProducerStamp.NONE, records).rawBytes());
        }
        return batches;
    }

    private static ByteBuffer bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    static ByteBuffer joined(List<ByteBuffer> batches) {
        ByteBuffer joined = ByteBuffer.allocate(batches.stream().mapToInt(ByteBuffer::remaining).sum());
        batches.forEach(batch -> joined.put(batch.duplicate()));
        return joined.flip();
    }

    /** Gives the batches in a buffer offsets that begin at {@code offset}; returns the one that follows them. */
    static long place(ByteBuffer batches, long offset) {
        long next = offset;
        for (int at = 0; at < batches.limit(); at += LENGTH_COUNTS_FROM + batches.getInt(at + LENGTH_AT)) {
            batches.putLong(at + BASE_OFFSET_AT, next);
            next += batches.getInt(at + LAST_OFFSET_DELTA_AT) + 1;
        }
        return next;
    }

    /** The offset that follows the whole batches in a buffer, as a consumer finds it; the last one may be cut off. */
    static long endOffset(ByteBuffer batches) {
        long end = -1;
        int at = 0;
        while (batches.limit() - at > LAST_OFFSET_DELTA_AT + Integer.BYTES) {
            int size = LENGTH_COUNTS_FROM + batches.getInt(at + LENGTH_AT);
            if (at + size > batches.limit()) {
                break;
            }
            end = batches.getLong(at) + batches.getInt(at + LAST_OFFSET_DELTA_AT) + 1;
            at += size;
        }
        return end;
    }
}
