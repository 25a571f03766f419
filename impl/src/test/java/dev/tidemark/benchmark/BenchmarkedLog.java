package dev.tidemark.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A partition's log as the benchmark uses it. */
interface BenchmarkedLog extends AutoCloseable {
    String PARTITION = "orders-0";
    int SEGMENT_BYTES = 64 << 20;
    int LEADER_EPOCH = 0;

    /** Opens or creates the log below a log directory, as after an unclean shutdown with nothing flushed. */
    static BenchmarkedLog open(String whose, Path logDirectory) throws Exception {
        return switch (whose) {
            case "kafka" -> new KafkaLog(logDirectory, "delete");
            case "tidemark" -> new TidemarkLog(logDirectory);
            case "bare" -> new BareFile(logDirectory);
            default -> throw new IllegalArgumentException(whose);
        };
    }

    /** Appends one batch as it comes from a producer. */
    void appendAsLeader(ByteBuffer batch) throws Exception;

    /** Appends batches as they come from the leader. */
    void appendAsFollower(ByteBuffer batches) throws Exception;

    /** Copies what a fetch gets into a buffer, to be read from its start to its limit. */
    void read(long offset, int maxBytes, ByteBuffer target) throws Exception;

    void flush() throws Exception;

    long logEndOffset();

    /** Closes the files without flushing them. */
    @Override
    void close() throws IOException;
}
