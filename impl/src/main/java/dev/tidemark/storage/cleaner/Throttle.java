package dev.tidemark.storage.cleaner;

/**
 * Keeps all that read and write for the cleaner, together, to a rate: {@code log.cleaner.io.max.bytes.per.second}. As in Kafka the limit is one for
 * all threads. Whoever has moved bytes waits until they would have been moved at that rate.
 */
final class Throttle {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double bytesPerSecond;
    private long freeAtNanos;

    /** @param nowNanos a clock that never goes back */
    Throttle(double bytesPerSecond, long nowNanos) {
        this.bytesPerSecond = bytesPerSecond;
        this.freeAtNanos = nowNanos;
    }

    /** How long to wait, in nanoseconds, after so many bytes. */
    synchronized long waitAfter(long bytes, long nowNanos) {
        long start = Math.max(freeAtNanos, nowNanos);
        freeAtNanos = start + (long) Math.min(bytes * NANOS_PER_SECOND / bytesPerSecond, Long.MAX_VALUE / 4.0);
        return freeAtNanos - nowNanos;
    }
}
