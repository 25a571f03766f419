package dev.tidemark.storage.cleaner;

/**
 * The broker's settings of the cleaner, after Kafka's {@code log.cleaner.*}.
 *
 * @param threads            {@code log.cleaner.threads}
 * @param dedupeBufferBytes  {@code log.cleaner.dedupe.buffer.size}, for all threads together
 * @param loadFactor         {@code log.cleaner.io.buffer.load.factor}
 * @param ioMaxBytesPerSecond {@code log.cleaner.io.max.bytes.per.second}, for all threads together
 * @param backoffMs          {@code log.cleaner.backoff.ms}
 */
public record CleanerConfig(int threads, long dedupeBufferBytes, double loadFactor, double ioMaxBytesPerSecond, long backoffMs) {
    public static final CleanerConfig DEFAULT = new CleanerConfig(1, 128 << 20, 0.9, Double.MAX_VALUE, 15_000);

    public CleanerConfig {
        if (threads < 1 || !(loadFactor > 0 && loadFactor <= 1) || !(ioMaxBytesPerSecond > 0) || backoffMs < 0) {
            throw new IllegalArgumentException("found " + threads + " cleaner threads, load factor " + loadFactor + ", " + ioMaxBytesPerSecond
                    + " bytes per second and a backoff of " + backoffMs + " ms, expected a thread, 0 to 1, a positive rate and a time");
        }
    }

    public CleanerConfig withDedupeBufferBytes(long bytes) {
        return new CleanerConfig(threads, bytes, loadFactor, ioMaxBytesPerSecond, backoffMs);
    }
}
