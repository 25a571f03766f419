package dev.tidemark.core.client;

/**
 * A record at its place in a log, as a consumer reads it.
 *
 * @param leaderEpoch the epoch of the leader that appended it
 */
public record FetchedRecord(long offset, int leaderEpoch, long timestampMs, ClientRecord record) { }
