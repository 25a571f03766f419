package dev.tidemark.benchmark;

/** A row of the table: some work, done once for each measurement. */
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
    RECOVER_SINGLE("recovery of 256 MB in one-record batches", 1, 1_024, 256);

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

    int batchBytes() {
        return recordsPerBatch * recordBytes + 100;
    }

    /** How many batches one measurement is about. */
    int batchCount() {
        return Math.max(1, (int) ((long) megabytes * 1_048_576 / batchBytes()));
    }
}
