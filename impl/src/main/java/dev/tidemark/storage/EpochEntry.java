package dev.tidemark.storage;

/** A leader epoch and the offset of the first record that its leader could write. */
public record EpochEntry(int leaderEpoch, long startOffset) {}
