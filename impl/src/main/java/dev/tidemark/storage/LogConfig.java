package dev.tidemark.storage;

import dev.tidemark.storage.record.CompressionType;
import dev.tidemark.storage.record.ProduceRules;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings of a topic that concern its logs, by Kafka's names and with Kafka's defaults. Sizes are in bytes, times in milliseconds; -1
 * stands for no limit where Kafka allows it.
 */
public final class LogConfig {
    public static final String SEGMENT_BYTES = "segment.bytes";
    public static final String SEGMENT_MS = "segment.ms";
    public static final String SEGMENT_JITTER_MS = "segment.jitter.ms";
    public static final String SEGMENT_INDEX_BYTES = "segment.index.bytes";
    public static final String INDEX_INTERVAL_BYTES = "index.interval.bytes";
    public static final String FLUSH_MESSAGES = "flush.messages";
    public static final String FLUSH_MS = "flush.ms";
    public static final String RETENTION_BYTES = "retention.bytes";
    public static final String RETENTION_MS = "retention.ms";
    public static final String FILE_DELETE_DELAY_MS = "file.delete.delay.ms";
    public static final String MAX_MESSAGE_BYTES = "max.message.bytes";
    public static final String CLEANUP_POLICY = "cleanup.policy";
    public static final String MIN_CLEANABLE_DIRTY_RATIO = "min.cleanable.dirty.ratio";
    public static final String MIN_COMPACTION_LAG_MS = "min.compaction.lag.ms";
    public static final String MAX_COMPACTION_LAG_MS = "max.compaction.lag.ms";
    public static final String DELETE_RETENTION_MS = "delete.retention.ms";
    public static final String COMPRESSION_TYPE = "compression.type";
    public static final String MESSAGE_TIMESTAMP_TYPE = "message.timestamp.type";
    public static final String MESSAGE_TIMESTAMP_BEFORE_MAX_MS = "message.timestamp.before.max.ms";
    public static final String MESSAGE_TIMESTAMP_AFTER_MAX_MS = "message.timestamp.after.max.ms";

    private static final SortedMap<String, String> DEFAULTS = new TreeMap<>(Map.ofEntries(
            Map.entry(SEGMENT_BYTES, "1073741824"), Map.entry(SEGMENT_MS, "604800000"), Map.entry(SEGMENT_JITTER_MS, "0"),
            Map.entry(SEGMENT_INDEX_BYTES, "10485760"), Map.entry(INDEX_INTERVAL_BYTES, "4096"),
            Map.entry(FLUSH_MESSAGES, String.valueOf(Long.MAX_VALUE)), Map.entry(FLUSH_MS, String.valueOf(Long.MAX_VALUE)),
            Map.entry(RETENTION_BYTES, "-1"), Map.entry(RETENTION_MS, "604800000"), Map.entry(FILE_DELETE_DELAY_MS, "60000"),
            Map.entry(MAX_MESSAGE_BYTES, "1048588"), Map.entry(CLEANUP_POLICY, "delete"), Map.entry(MIN_CLEANABLE_DIRTY_RATIO, "0.5"),
            Map.entry(MIN_COMPACTION_LAG_MS, "0"), Map.entry(MAX_COMPACTION_LAG_MS, String.valueOf(Long.MAX_VALUE)),
            Map.entry(DELETE_RETENTION_MS, "86400000"), Map.entry(COMPRESSION_TYPE, "producer"), Map.entry(MESSAGE_TIMESTAMP_TYPE, "CreateTime"),
            Map.entry(MESSAGE_TIMESTAMP_BEFORE_MAX_MS, String.valueOf(Long.MAX_VALUE)), Map.entry(MESSAGE_TIMESTAMP_AFTER_MAX_MS, "3600000")));

    public static final LogConfig DEFAULT = of(Map.of());

    private final SortedMap<String, String> settings;
    private final int segmentBytes;
    private final long segmentMs;
    private final long segmentJitterMs;
    private final int segmentIndexBytes;
    private final int indexIntervalBytes;
    private final long flushMessages;
    private final long flushMs;
    private final long retentionBytes;
    private final long retentionMs;
    private final long fileDeleteDelayMs;
    private final Set<String> cleanupPolicy;
    private final double minCleanableDirtyRatio;
    private final long minCompactionLagMs;
    private final long maxCompactionLagMs;
    private final long deleteRetentionMs;
    private final ProduceRules produceRules;

    private LogConfig(SortedMap<String, String> settings) {
        this.settings = Collections.unmodifiableSortedMap(settings);
        segmentBytes = (int) number(SEGMENT_BYTES, 1, Integer.MAX_VALUE);
        segmentMs = number(SEGMENT_MS, 1, Long.MAX_VALUE);
        segmentJitterMs = number(SEGMENT_JITTER_MS, 0, Long.MAX_VALUE);
        segmentIndexBytes = (int) number(SEGMENT_INDEX_BYTES, 4, Integer.MAX_VALUE);
        indexIntervalBytes = (int) number(INDEX_INTERVAL_BYTES, 0, Integer.MAX_VALUE);
        flushMessages = number(FLUSH_MESSAGES, 1, Long.MAX_VALUE);
        flushMs = number(FLUSH_MS, 0, Long.MAX_VALUE);
        retentionBytes = number(RETENTION_BYTES, -1, Long.MAX_VALUE);
        retentionMs = number(RETENTION_MS, -1, Long.MAX_VALUE);
        fileDeleteDelayMs = number(FILE_DELETE_DELAY_MS, 0, Long.MAX_VALUE);
        cleanupPolicy = Set.of(oneOf(CLEANUP_POLICY, "delete", "compact", "compact,delete", "delete,compact").split(","));
        minCleanableDirtyRatio = ratio(MIN_CLEANABLE_DIRTY_RATIO);
        minCompactionLagMs = number(MIN_COMPACTION_LAG_MS, 0, Long.MAX_VALUE);
        maxCompactionLagMs = number(MAX_COMPACTION_LAG_MS, 1, Long.MAX_VALUE);
        deleteRetentionMs = number(DELETE_RETENTION_MS, 0, Long.MAX_VALUE);
        produceRules = new ProduceRules((int) number(MAX_MESSAGE_BYTES, 0, Integer.MAX_VALUE), isCompacted(),
                oneOf(MESSAGE_TIMESTAMP_TYPE, "CreateTime", "LogAppendTime").equals("LogAppendTime"),
                number(MESSAGE_TIMESTAMP_BEFORE_MAX_MS, 0, Long.MAX_VALUE), number(MESSAGE_TIMESTAMP_AFTER_MAX_MS, 0, Long.MAX_VALUE), compressionType());
    }

    /**
     * Kafka's defaults but for what is given.
     *
     * @throws IllegalArgumentException if a name is unknown or a value is not allowed: the message says which and what is
     */
    public static LogConfig of(Map<String, String> changed) {
        SortedMap<String, String> settings = new TreeMap<>(DEFAULTS);
        changed.forEach((name, value) -> {
            if (settings.put(name, value) == null) {
                throw new IllegalArgumentException("found the setting " + name + ", expected one of " + String.join(", ", DEFAULTS.keySet()));
            }
        });
        return new LogConfig(settings);
    }

    /** The same but for one setting; as {@link #of}. */
    public LogConfig with(String name, Object value) {
        SortedMap<String, String> changed = new TreeMap<>(settings);
        changed.put(name, value.toString());
        return of(changed);
    }

    private long number(String name, long min, long max) {
        try {
            long value = Long.parseLong(settings.get(name));
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(bad(name, "a number from " + min + " to " + max), e);
        }
        throw new IllegalArgumentException(bad(name, "a number from " + min + " to " + max));
    }

    private double ratio(String name) {
        try {
            double value = Double.parseDouble(settings.get(name));
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(bad(name, "a number from 0 to 1"), e);
        }
        throw new IllegalArgumentException(bad(name, "a number from 0 to 1"));
    }

    private String oneOf(String name, String... allowed) {
        String value = settings.get(name).replace(" ", "");
        if (!Set.of(allowed).contains(value)) {
            throw new IllegalArgumentException(bad(name, "one of " + String.join(" | ", allowed)));
        }
        return value;
    }

    private Optional<CompressionType> compressionType() {
        String value = oneOf(COMPRESSION_TYPE, "producer", "uncompressed", "gzip", "snappy", "lz4", "zstd");
        return value.equals("producer") ? Optional.empty()
                : Optional.of(CompressionType.valueOf(value.equals("uncompressed") ? "NONE" : value.toUpperCase(Locale.ROOT)));
    }

    private String bad(String name, String expected) {
        return "setting " + name + ": found " + settings.get(name) + ", expected " + expected;
    }

    /** A segment is rolled before it grows beyond this; a larger batch gets one of its own. */
    public int segmentBytes() {
        return segmentBytes;
    }

    /** A segment is rolled when its first record is older than this, less a jitter. */
    public long segmentMs() {
        return segmentMs;
    }

    /** Up to so much earlier, so that not all logs roll at once. */
    public long segmentJitterMs() {
        return segmentJitterMs;
    }

    /** A segment is rolled when one of its indexes has this size. */
    public int segmentIndexBytes() {
        return segmentIndexBytes;
    }

    /** Log bytes between two index entries. */
    public int indexIntervalBytes() {
        return indexIntervalBytes;
    }

    /** Flush when so many offsets are not flushed. */
    public long flushMessages() {
        return flushMessages;
    }

    /** Flush when the last flush is so long ago. */
    public long flushMs() {
        return flushMs;
    }

    /** Delete the oldest segments while the log is larger than this; -1 for no limit. */
    public long retentionBytes() {
        return retentionBytes;
    }

    /** Delete segments whose newest record is older than this; -1 for no limit. */
    public long retentionMs() {
        return retentionMs;
    }

    /** How long a deleted file stays under another name, for those who still read it. */
    public long fileDeleteDelayMs() {
        return fileDeleteDelayMs;
    }

    public boolean isDeleted() {
        return cleanupPolicy.contains("delete");
    }

    public boolean isCompacted() {
        return cleanupPolicy.contains("compact");
    }

    /** The part of a log that is not clean must be larger than this to be worth cleaning. */
    public double minCleanableDirtyRatio() {
        return minCleanableDirtyRatio;
    }

    /** Records younger than this are not compacted. */
    public long minCompactionLagMs() {
        return minCompactionLagMs;
    }

    /** A log with a dirty record older than this is cleaned whatever its dirty ratio. */
    public long maxCompactionLagMs() {
        return maxCompactionLagMs;
    }

    /** How long tombstones and markers stay after their first cleaning. */
    public long deleteRetentionMs() {
        return deleteRetentionMs;
    }

    /** What a producer's batch must be like. */
    public ProduceRules produceRules() {
        return produceRules;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof LogConfig config && settings.equals(config.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return settings.toString();
    }
}
