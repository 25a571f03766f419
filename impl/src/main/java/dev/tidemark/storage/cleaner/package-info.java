/**
 * Compaction: keeps the newest record of each key and drops the others, as the spec {@code Compaction} says. Time is an argument, and one unit
 * of work a call; only {@link dev.tidemark.storage.cleaner.CleanerThreads} has threads and a clock. May import: {@code dev.tidemark.storage} and
 * below.
 */
package dev.tidemark.storage.cleaner;
