package dev.tidemark.storage;

/** The batch at {@code position} of a segment ends with {@code offset}. */
record IndexEntry(long offset, long position) {}
