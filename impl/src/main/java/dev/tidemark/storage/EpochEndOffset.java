package dev.tidemark.storage;

/** The largest known epoch not above a requested one, and the (exclusive) end offset of that request. */
public record EpochEndOffset(int leaderEpoch, long endOffset) {}
