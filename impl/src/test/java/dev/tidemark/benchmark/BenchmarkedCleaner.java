package dev.tidemark.benchmark;

import java.io.IOException;
import java.nio.file.Path;

/** A compacted log, of which nothing is clean, and its cleaner. */
interface BenchmarkedCleaner extends AutoCloseable {
    /** Of one thread. */
    int DEDUPE_BUFFER_BYTES = 32 << 20;

    /** Opens the log below a log directory, begins a new segment, and commits and flushes all before it. */
    static BenchmarkedCleaner open(String whose, Path logDirectory) throws Exception {
        return switch (whose) {
            case "kafka" -> new KafkaCleaning(logDirectory);
            case "tidemark" -> new TidemarkCleaning(logDirectory);
            default -> throw new IllegalArgumentException(whose);
        };
    }

    /** One round: everything but the active segment. */
    void clean() throws Exception;

    @Override
    void close() throws IOException;
}
