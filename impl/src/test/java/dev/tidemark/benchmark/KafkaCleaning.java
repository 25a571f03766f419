package dev.tidemark.benchmark;

import java.nio.file.Path;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.storage.internals.log.Cleaner;
import org.apache.kafka.storage.internals.log.LogToClean;
import org.apache.kafka.storage.internals.log.SkimpyOffsetMap;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.utils.Throttler;

/** Kafka's Cleaner, with the buffers that a broker gives to a cleaner thread by default. */
final class KafkaCleaning implements BenchmarkedCleaner {
    private static final int IO_BUFFER_BYTES = 256 << 10;
    private static final int MAX_IO_BUFFER_BYTES = 1 << 20;

    private final KafkaLog log;
    private final Cleaner cleaner;

    KafkaCleaning(Path logDirectory) throws Exception {
        log = new KafkaLog(logDirectory, "compact");
        UnifiedLog unified = log.unifiedLog();
        unified.roll();
        unified.flush(true);
        unified.updateHighWatermark(unified.logEndOffset());
        cleaner = new Cleaner(0, new SkimpyOffsetMap(DEDUPE_BUFFER_BYTES, "MD5"), IO_BUFFER_BYTES, MAX_IO_BUFFER_BYTES, 0.9,
                new Throttler(Double.MAX_VALUE, 300, "cleaner-io", "bytes", Time.SYSTEM), Time.SYSTEM, partition -> { });
    }

    @Override
    public void clean() throws Exception {
        UnifiedLog unified = log.unifiedLog();
        cleaner.clean(new LogToClean(unified, 0, unified.activeSegment().baseOffset(), false));
    }

    @Override
    public void close() {
        log.close();
    }
}
