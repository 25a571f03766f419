package dev.tidemark.storage.cleaner;

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

    private final KeyHash hash;
    private final long[] slots;
    private final int slotCount;
    private final int capacity;
    private int size;

    /**
     * @param bufferBytes {@code log.cleaner.dedupe.buffer.size}, for this map alone
     * @param loadFactor  {@code log.cleaner.io.buffer.load.factor}: how full it may get
     */
    OffsetMap(KeyHash hash, long bufferBytes, double loadFactor) {
        this.hash = hash;
        this.slotCount = (int) Math.min(bufferBytes / (SLOT_LONGS * Long.BYTES), Integer.MAX_VALUE / SLOT_LONGS - 8);
        this.capacity = (int) Math.min(slotCount * loadFactor, slotCount - 1.0);
        if (capacity < 1) {
            throw new IllegalArgumentException("found a dedupe buffer of " + bufferBytes + " bytes, expected room for one key at load factor " + loadFactor);
        }
        this.slots = new long[slotCount * SLOT_LONGS];
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

    /** Notes an offset of a key, which must be above those that it had. */
    void put(byte[] bytes, int keyAt, int keySize, long offset) {
        int slot = slotOf(bytes, keyAt, keySize);
        if (slots[slot + 2] == 0) {
            if (isFull()) {
                throw new IllegalStateException("an offset map of " + capacity + " keys is full");
            }
            slots[slot] = hash.low();
            slots[slot + 1] = hash.high();
            size++;
        }
        slots[slot + 2] = offset + 1;
    }

    /** The newest offset of a key, or {@link #NOT_FOUND}. */
    long get(byte[] bytes, int keyAt, int keySize) {
        return slots[slotOf(bytes, keyAt, keySize) + 2] - 1;
    }

    /** Where the key is, or would be put. */
    private int slotOf(byte[] bytes, int keyAt, int keySize) {
        hash.hash(bytes, keyAt, keySize);
        int index = (int) Math.multiplyHigh(hash.low() >>> 1, 2L * slotCount);
        while (true) {
            int slot = index * SLOT_LONGS;
            if (slots[slot + 2] == 0 || slots[slot] == hash.low() && slots[slot + 1] == hash.high()) {
                return slot;
            }
            index = index + 1 == slotCount ? 0 : index + 1;
        }
    }

    void clear() {
        if (size > 0) {
            Arrays.fill(slots, 0);
            size = 0;
        }
    }
}
