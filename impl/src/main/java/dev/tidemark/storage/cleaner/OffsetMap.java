package dev.tidemark.storage.cleaner;

import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordCursor;
import java.util.Arrays;

/**
 * The newest offset of each key in the dirty part of a log, in a fixed amount of memory. Keys are known by their {@link KeyHash}. Open
 * addressing, linear probing; nothing is ever removed but everything.
 *
 * <pre>
 *   slot   hash low:8 | hash high:8 | offset + 1:8 (0: free)
 * </pre>
 */
final class OffsetMap {
    static final long NOT_FOUND = -1;
    private static final int SLOT_LONGS = 3;
    private static final double ROOM_FOR_EACH_KEY = 1.5;

    private final HashedKeys keys;
    private final double loadFactor;
    private final long[] slots;
    private int slotCount;
    private int capacity;
    private int size;
    private long touched;

    /**
     * @param bufferBytes {@code log.cleaner.dedupe.buffer.size}, for this map alone
     * @param loadFactor  {@code log.cleaner.io.buffer.load.factor}: how full it may get
     */
    OffsetMap(KeyHash hash, long bufferBytes, double loadFactor) {
        this.keys = new HashedKeys(hash);
        this.loadFactor = loadFactor;
        this.slots = new long[SLOT_LONGS * (int) Math.min(bufferBytes / (SLOT_LONGS * Long.BYTES), Integer.MAX_VALUE / SLOT_LONGS - 8)];
        use(slots.length / SLOT_LONGS);
        if (capacity < 1) {
            throw new IllegalArgumentException("found a dedupe buffer of " + bufferBytes + " bytes, expected room for one key at load factor " + loadFactor);
        }
    }

    private void use(int newSlotCount) {
        slotCount = newSlotCount;
        capacity = (int) Math.min(slotCount * loadFactor, slotCount - 1.0);
    }

    /** How many keys it takes. */
    int capacity() {
        return capacity;
    }

    int size() {
        return size;
    }

    boolean isFull() {
        return size == capacity;
    }

    /** Takes the keys of a batch, which are then known by their index in it. */
    void take(RecordCursor cursor) throws InvalidBatchException {
        keys.take(cursor);
        for (int i = 0; i < keys.count(); i++) {
            touched += slots[firstSlotOf(i)]; // brings it into the caches; the sum is there so that no compiler leaves that out
        }
    }

    /** Notes an offset of a key, which must be above those that it had. */
    void put(int keyIndex, long offset) {
        int slot = slotOf(keyIndex);
        if (slots[slot + 2] == 0) {
            if (isFull()) {
                throw new IllegalStateException("an offset map of " + capacity + " keys is full");
            }
            slots[slot] = keys.low(keyIndex);
            slots[slot + 1] = keys.high(keyIndex);
            size++;
        }
        slots[slot + 2] = offset + 1;
    }

    /** The newest offset of a key, or {@link #NOT_FOUND}. */
    long get(int keyIndex) {
        return slots[slotOf(keyIndex) + 2] - 1;
    }

    /** The newest offset of any key, for whoever watches; the keys of the batch that was taken are forgotten. */
    long newestOf(byte[] bytes, int at, int size) {
        keys.takeOne(bytes, at, size);
        return get(0);
    }

    /** Where the key is, or would be put. */
    private int slotOf(int keyIndex) {
        long low = keys.low(keyIndex);
        long high = keys.high(keyIndex);
        int slot = firstSlotOf(keyIndex);
        while (slots[slot + 2] != 0 && (slots[slot] != low || slots[slot + 1] != high)) {
            slot = slot + SLOT_LONGS == slotCount * SLOT_LONGS ? 0 : slot + SLOT_LONGS;
        }
        return slot;
    }

    private int firstSlotOf(int keyIndex) {
        return SLOT_LONGS * (int) Math.multiplyHigh(keys.low(keyIndex) >>> 1, 2L * slotCount);
    }

    /** Forgets everything. For a few keys it then uses a part of its memory only, which the processor's caches may hold. */
    void clearFor(long maxKeys) {
        if (size > 0) {
            Arrays.fill(slots, 0, slotCount * SLOT_LONGS, 0);
            size = 0;
        }
        use((int) Math.min(slots.length / SLOT_LONGS, (long) (ROOM_FOR_EACH_KEY * maxKeys / loadFactor) + 2));
    }
}
