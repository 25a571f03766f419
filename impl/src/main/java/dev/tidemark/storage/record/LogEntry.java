package dev.tidemark.storage.record;

/** A record at its place in a log. */
public record LogEntry(long offset, int leaderEpoch, long timestampMs, Record record) {}
