/**
 * The consumer of assigned partitions as a pure state machine: (state, input) to a new state, and what is to be sent and handed out. No
 * clock, no network. Imports the JDK and {@code dev.tidemark.core}.
 */
package dev.tidemark.core.consumer;
