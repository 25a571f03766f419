package dev.tidemark.benchmark;

import java.util.function.Predicate;

/**
 * A row of the table: some work, done once for each measurement.
 *
 * <ul>
 *   <li>Append: what a partition's leader does with a batch from a producer. Both check the CRC and step over every record, stamp the batch and
 *       write it to the page cache, one write a batch. As follower: 1 MB of batches a call; both check each CRC. On the bare file there is nothing
 *       but the writes.
 *   <li>Read: from the look-up of the offset to the bytes in a buffer outside of the heap. Nobody checks a CRC: the consumer does.
 *   <li>Flush: of the log file and its indexes, to the platter.
 *   <li>Recovery: opening a log of which there are only the {@code .log} files and no recovery point. Both check every batch and rebuild indexes and
 *       producers.
 *   <li>Cleaning: one round over a copy of the same log, in which every key comes twice: the offset map is built, what remains is written to new
 *       segments, flushed and swapped. Ours checks each CRC before it rewrites a batch, which Kafka's does not; and it chooses the log and writes
 *       its checkpoint, which in Kafka another class does. What is written goes to the platter meanwhile, beside the thread whose processor time
 *       is counted; Kafka's goes in the end.
 * </ul>
 */
public enum Row {
    APPEND_1KB_IN_16KB("append, 1 KB records in 16 KB batches", 15, 1_024, 128),
    APPEND_1KB_SINGLE("append, one 1 KB record a batch", 1, 1_024, 64),
    APPEND_100B_IN_16KB("append, 100 B records in 16 KB batches", 155, 100, 64),
    FOLLOW_1MB("append as follower, 1 MB of 16 KB batches", 15, 1_024, 256),
    READ_IN_16KB("sequential read, 1 MB fetches of 16 KB batches", 15, 1_024, 256),
    READ_SINGLE("sequential read, 1 MB fetches of one-record batches", 1, 1_024, 256),
    RANDOM_READ_IN_16KB("random read of one 16 KB batch", 15, 1_024, 256),
    RANDOM_READ_SINGLE("random read of one 1 KB batch", 1, 1_024, 256),
    FLUSH_15KB("flush after 15 KB", 15, 1_024, 0),
    FLUSH_1MB("flush after 1 MB", 15, 1_024, 1),
    FLUSH_15MB("flush after 15.5 MB", 15, 1_024, 15),
    RECOVER_IN_16KB("recovery of 256 MB in 16 KB batches", 15, 1_024, 256),
    RECOVER_SINGLE("recovery of 256 MB in one-record batches", 1, 1_024, 256),
    CLEAN_1KB("cleaning of 64 MB, half duplicates, 1 KB records", 15, 1_024, 64),
    CLEAN_100B("cleaning of 64 MB, half duplicates, 100 B records", 155, 100, 64);

    static final int MAX_ROUNDS = 7;

    final String title;
    final int recordsPerBatch;
    final int recordBytes;
    final int megabytes;

    Row(String title, int recordsPerBatch, int recordBytes, int megabytes) {
        this.title = title;
        this.recordsPerBatch = recordsPerBatch;
        this.recordBytes = recordBytes;
        this.megabytes = megabytes;
    }

    boolean isAboutCleaning() {
        return this == CLEAN_1KB || this == CLEAN_100B;
    }

    /** Whether the row can be held against a file that is only written to. */
    boolean isAboutAppending() {
        return switch (this) {
            case APPEND_1KB_IN_16KB, APPEND_1KB_SINGLE, APPEND_100B_IN_16KB, FOLLOW_1MB -> true;
            default -> false;
        };
    }

    /** Whether the row is measured again in a round, which is in fresh JVMs; reading is all about memory, in which a JVM is luckier than another. */
    static Predicate<Row> inRound(int round) {
        return row -> round < (row.isAboutReading() ? MAX_ROUNDS : 3);
    }

    /** How often a JVM measures; flushing is short, and never takes twice the same. */
    int measurements() {
        return switch (this) {
            case FLUSH_15KB, FLUSH_1MB, FLUSH_15MB -> 70;
            default -> 8;
        };
    }

    private boolean isAboutReading() {
        return switch (this) {
            case READ_IN_16KB, READ_SINGLE, RANDOM_READ_IN_16KB, RANDOM_READ_SINGLE -> true;
            default -> false;
        };
    }

    int batchBytes() {
        return recordsPerBatch * recordBytes + 100;
    }

    /** How many batches one measurement is about. */
    int batchCount() {
        return Math.max(1, (int) ((long) megabytes * 1_048_576 / batchBytes()));
    }
}
