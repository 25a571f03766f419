package dev.tidemark.storage;

/** A record at its place in a log. */
public record LogEntry(long offset, int leaderEpoch, long timestampMs, Record record) {}
