/**
 * World one: everything a run meets is drawn from a seed. Here stand the simulated ports, which damage real files as a crash would.
 * Imports {@code dev.tidemark.storage} and the JDK.
 */
package dev.tidemark.simulation;
