package dev.tidemark.storage.cleaner;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.random.RandomGenerator;

/**
 * SipHash-2-4 with 128 bits (Aumasson, Bernstein; the reference's {@code siphash128}). The offset map knows keys by their hash alone, so two keys
 * of one hash would cost a record. By chance that does not happen in 128 bits, and on purpose nobody can do it without the secret, which is drawn
 * anew for each cleaner and told to nobody. Kafka uses MD5, for which anyone can make two keys of one hash; and it takes several times as long.
 */
final class KeyHash {
    private static final VarHandle LITTLE_ENDIAN = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final long secret0;
    private final long secret1;
    private long v0;
    private long v1;
    private long v2;
    private long v3;
    private long low;
    private long high;

    KeyHash(long secret0, long secret1) {
        this.secret0 = secret0;
        this.secret1 = secret1;
    }

    static KeyHash drawnFrom(RandomGenerator random) {
        return new KeyHash(random.nextLong(), random.nextLong());
    }

    /** The same function for another thread. */
    KeyHash twin() {
        return new KeyHash(secret0, secret1);
    }

    /** Hashes bytes; the result is in {@link #low()} and {@link #high()} until the next call. */
    void hash(byte[] bytes, int from, int size) {
        v0 = secret0 ^ 0x736f6d6570736575L;
        v1 = secret1 ^ 0x646f72616e646f6dL ^ 0xee;
        v2 = secret0 ^ 0x6c7967656e657261L;
        v3 = secret1 ^ 0x7465646279746573L;
        int end = from + (size & ~7);
        for (int at = from; at < end; at += 8) {
            compress((long) LITTLE_ENDIAN.get(bytes, at));
        }
        compress(tail(bytes, end, size));
        v2 ^= 0xee;
        rounds(4);
        low = v0 ^ v1 ^ v2 ^ v3;
        v1 ^= 0xdd;
        rounds(4);
        high = v0 ^ v1 ^ v2 ^ v3;
    }

    private static long tail(byte[] bytes, int at, int size) {
        long word = (long) size << 56;
        for (int i = 0; i < (size & 7); i++) {
            word |= (bytes[at + i] & 0xffL) << 8 * i;
        }
        return word;
    }

    private void compress(long word) {
        v3 ^= word;
        rounds(2);
        v0 ^= word;
    }

    private void rounds(int count) {
        long a = v0;
        long b = v1;
        long c = v2;
        long d = v3;
        for (int i = 0; i < count; i++) {
            a += b;
            b = Long.rotateLeft(b, 13) ^ a;
            a = Long.rotateLeft(a, 32);
            c += d;
            d = Long.rotateLeft(d, 16) ^ c;
            a += d;
            d = Long.rotateLeft(d, 21) ^ a;
            c += b;
            b = Long.rotateLeft(b, 17) ^ c;
            c = Long.rotateLeft(c, 32);
        }
        v0 = a;
        v1 = b;
        v2 = c;
        v3 = d;
    }

    long low() {
        return low;
    }

    long high() {
        return high;
    }
}
