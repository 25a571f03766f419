/**
 * One log directory on a simulated disk, without a cluster: what its system calls do, told as steps of the spec {@code SegmentedLog}. May import:
 * {@code simulation}, {@code storage}, {@code traces}.
 */
package dev.tidemark.simulation.log;
