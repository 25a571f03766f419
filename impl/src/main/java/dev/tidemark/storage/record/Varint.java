package dev.tidemark.storage.record;

import java.nio.ByteBuffer;

/**
 * Kafka's signed integers of variable length: zigzag, then seven bits a byte, lowest first, the high bit says "more follows".
 *
 * <pre>
 *   0 -> 00    -1 -> 01    1 -> 02    63 -> 7E    64 -> 80 01
 * </pre>
 */
final class Varint {
    private static final int MAX_BYTES = 10;

    private Varint() {}

    static int sizeOf(long value) {
        return Math.max(1, (70 - Long.numberOfLeadingZeros(zigzag(value))) / 7);
    }

    static void write(long value, ByteBuffer target) {
        long rest = zigzag(value);
        while ((rest & ~0x7FL) != 0) {
            target.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        target.put((byte) rest);
    }

    static long readLong(ByteBuffer source) throws InvalidBatchException {
        long bits = 0;
        for (int i = 0; i < MAX_BYTES && source.hasRemaining(); i++) {
            byte next = source.get();
            bits |= (next & 0x7FL) << (7 * i);
            if (next >= 0) {
                return (bits >>> 1) ^ -(bits & 1);
            }
        }
        throw new InvalidBatchException("record at byte " + source.position(), new Flaw("an unfinished varint", "at most 10 bytes"));
    }

    static int readInt(ByteBuffer source) throws InvalidBatchException {
        long value = readLong(source);
        if (value != (int) value) {
            throw new InvalidBatchException("record at byte " + source.position(), new Flaw("varint " + value, "a 32-bit number"));
        }
        return (int) value;
    }

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }
}
