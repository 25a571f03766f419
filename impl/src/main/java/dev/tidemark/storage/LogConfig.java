package dev.tidemark.storage;

/**
 * How a log is cut into files.
 *
 * @param segmentBytes       a segment is rolled before it grows beyond this ({@code segment.bytes}); a larger batch gets one of its own
 * @param indexIntervalBytes log bytes between two index entries ({@code index.interval.bytes})
 */
public record LogConfig(int segmentBytes, int indexIntervalBytes) {
    public static final LogConfig DEFAULT = new LogConfig(1 << 30, 4096);

    public LogConfig {
        if (segmentBytes < 1 || indexIntervalBytes < 0) {
            throw new IllegalArgumentException("segmentBytes " + segmentBytes + ", indexIntervalBytes " + indexIntervalBytes
                    + ": expected at least 1 and 0");
        }
    }
}
