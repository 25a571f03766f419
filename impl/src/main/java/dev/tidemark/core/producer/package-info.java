/**
 * The producer as a pure state machine: (state, input) to a new state, and what is to be sent and reported. No clock, no randomness, no
 * network. Imports the JDK and {@code dev.tidemark.core}.
 */
package dev.tidemark.core.producer;
