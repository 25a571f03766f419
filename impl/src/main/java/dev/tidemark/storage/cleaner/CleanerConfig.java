package dev.tidemark.storage.cleaner;

/**
 * The broker's settings of the cleaner, after Kafka's {@code log.cleaner.*}.
 *
 * @param isEnabled          {@code log.cleaner.enable}
 * @param threads            {@code log.cleaner.threads}
 * @param dedupeBufferBytes  {@code log.cleaner.dedupe.buffer.size}, for all threads together
 * @param loadFactor         {@code log.cleaner.io.buffer.load.factor}
 * @param ioBufferBytes      {@code log.cleaner.io.buffer.size}, for all threads together: how much one step reads
 * @param ioMaxBytesPerSecond {@code log.cleaner.io.max.bytes.per.second}, for all threads together
 * @param backoffMs          {@code log.cleaner.backoff.ms}
 */
public record CleanerConfig(boolean isEnabled, int threads, long dedupeBufferBytes, double loadFactor, int ioBufferBytes, double ioMaxBytesPerSecond, long backoffMs) {
    public static final CleanerConfig DEFAULT = new CleanerConfig(true, 1, 128 << 20, 0.9, 512 << 10, Double.MAX_VALUE, 15_000);

    public CleanerConfig {
        if (threads < 1 || !(loadFactor > 0 && loadFactor <= 1) || ioBufferBytes < threads || !(ioMaxBytesPerSecond > 0) || backoffMs < 0) {
            throw new IllegalArgumentException("found " + threads + " cleaner threads, load factor " + loadFactor + ", an I/O buffer of " + ioBufferBytes + " bytes, " + ioMaxBytesPerSecond
                    + " bytes per second and a backoff of " + backoffMs + " ms, expected a thread, 0 to 1, a byte for each thread, a positive rate and a time");
        }
    }

    public CleanerConfig withDedupeBufferBytes(long bytes) {
        return new CleanerConfig(isEnabled, threads, bytes, loadFactor, ioBufferBytes, ioMaxBytesPerSecond, backoffMs);
    }

    public CleanerConfig withIoBufferBytes(int bytes) {
        return new CleanerConfig(isEnabled, threads, dedupeBufferBytes, loadFactor, bytes, ioMaxBytesPerSecond, backoffMs);
    }

    public CleanerConfig withThreads(int count) {
        return new CleanerConfig(isEnabled, count, dedupeBufferBytes, loadFactor, ioBufferBytes, ioMaxBytesPerSecond, backoffMs);
    }

    public CleanerConfig withIoMaxBytesPerSecond(double bytes) {
        return new CleanerConfig(isEnabled, threads, dedupeBufferBytes, loadFactor, ioBufferBytes, bytes, backoffMs);
    }

    public CleanerConfig withBackoffMs(long ms) {
        return new CleanerConfig(isEnabled, threads, dedupeBufferBytes, loadFactor, ioBufferBytes, ioMaxBytesPerSecond, ms);
    }

    public CleanerConfig disabled() {
        return new CleanerConfig(false, threads, dedupeBufferBytes, loadFactor, ioBufferBytes, ioMaxBytesPerSecond, backoffMs);
    }
}
