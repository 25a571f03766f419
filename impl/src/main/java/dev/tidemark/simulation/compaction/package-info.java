/**
 * Compacted logs in one log directory on a simulated disk, while they are appended to and read: what the system calls do, told as steps of the spec
 * {@code Compaction}. May import: {@code simulation}, {@code storage}, {@code traces}.
 */
package dev.tidemark.simulation.compaction;
