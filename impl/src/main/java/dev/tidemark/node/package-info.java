/**
 * The shell around the core: a node takes an input, runs an action of the core, performs its effects on files and network,
 * and emits the step's trace event. Time is an argument; network and disk are ports. Imports {@code core}, {@code storage},
 * {@code dev.tidemark.traces}, Jackson and the JDK.
 */
package dev.tidemark.node;
