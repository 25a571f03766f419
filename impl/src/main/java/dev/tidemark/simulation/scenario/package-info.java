/**
 * Stories: what a cluster goes through, in a fixed order, to show one phenomenon. Imports {@code simulation}, {@code core},
 * {@code node}, {@code storage} and the JDK.
 */
package dev.tidemark.simulation.scenario;
