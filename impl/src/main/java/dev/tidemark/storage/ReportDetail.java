package dev.tidemark.storage;

/** How much of a log a {@link LogDirectoryReport} lists. What is damaged it lists always. */
public enum ReportDetail {
    /** A line for each file. */
    SUMMARY,
    /** Each batch too, and each entry of an index. */
    BATCHES,
    /** Each record too. */
    RECORDS
}
