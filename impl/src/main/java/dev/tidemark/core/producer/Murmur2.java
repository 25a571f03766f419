package dev.tidemark.core.producer;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The hash by which Kafka's clients choose the partition of a key: Austin Appleby's MurmurHash2, 32 bits, with Kafka's seed. */
final class Murmur2 {
    private static final int SEED = 0x9747b28c;
    private static final int M = 0x5bd1e995;
    private static final int R = 24;

    private Murmur2() { }

    static int hash(ByteBuffer bytes) {
        ByteBuffer rest = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        int hash = SEED ^ rest.remaining();
        while (rest.remaining() >= Integer.BYTES) {
            int word = rest.getInt() * M;
            hash = hash * M ^ (word ^ word >>> R) * M;
        }
        if (rest.hasRemaining()) {
            int tail = 0;
            for (int i = rest.remaining() - 1; i >= 0; i--) {
                tail = tail << 8 | rest.get(rest.position() + i) & 0xff;
            }
            hash = (hash ^ tail) * M;
        }
        hash = (hash ^ hash >>> 13) * M;
        return hash ^ hash >>> 15;
    }

    /** The partition of a key, of so many. */
    static int partition(ByteBuffer key, int partitions) {
        return (hash(key) & 0x7fffffff) % partitions;
    }
}
