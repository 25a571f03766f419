/**
 * The replication protocol as pure functions: (state, input) to {@link dev.tidemark.core.Outcome}. A method is an action of
 * {@code FencedReplication.tla} and the modules it extends, under the same name, guards first. No clock, no randomness, no
 * files, no network. Imports the JDK and {@code dev.tidemark.traces}.
 */
package dev.tidemark.core;
