package dev.tidemark.storage.record;

import java.nio.ByteBuffer;

/**
 * Kafka's signed integers of variable length: zigzag, then seven bits a byte, lowest first, the high bit says "more follows". {@link FieldReader}
 * reads them.
 *
 * <pre>
 *   0 -> 00    -1 -> 01    1 -> 02    63 -> 7E    64 -> 80 01
 * </pre>
 */
final class Varint {
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

    private static long zigzag(long value) {
        return (value << 1) ^ (value >> 63);
    }
}
