package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordCursor;
import java.util.Arrays;

/**
 * The hashes of the keys of one batch. An offset map is larger than the processor's caches, and nearly every look-up in it waits for memory. With
 * all hashes at hand {@link OffsetMap#take} waits for many places at once, which takes a fraction of the time.
 */
final class HashedKeys {
    private final KeyHash hash;
    private long[] low = new long[256];
    private long[] high = new long[256];
    private int count;

    HashedKeys(KeyHash hash) {
        this.hash = hash;
    }

    /** Takes the keys from the cursor's next record on; an absent key counts as an empty one. */
    void take(RecordCursor cursor) throws InvalidBatchException {
        for (count = 0; cursor.next(); count++) {
            if (count == low.length) {
                low = Arrays.copyOf(low, 2 * count);
                high = Arrays.copyOf(high, 2 * count);
            }
            hash.hash(cursor.bytes(), cursor.keyAt(), Math.max(cursor.keySize(), 0));
            low[count] = hash.low();
            high[count] = hash.high();
        }
    }

    /** Takes a key that comes from nowhere in particular, as if it were alone in its batch. */
    void takeOne(byte[] bytes, int at, int size) {
        hash.hash(bytes, at, size);
        low[0] = hash.low();
        high[0] = hash.high();
        count = 1;
    }

    int count() {
        return count;
    }

    long low(int index) {
        return low[index];
    }

    long high(int index) {
        return high[index];
    }
}
