/**
 * Judges recorded traces by the specs.
 *
 * <p>{@link dev.tidemark.spec.replay.Replayer} slices a trace by scope and has each slice judged in process, by TLC behind
 * the {@link dev.tidemark.spec.replay.SpecEngine} port and an isolated class loader. {@link dev.tidemark.spec.replay.TlcArbiter}
 * judges the same slice by TLC as a separate process, and shares nothing with the engine but how a value is written in
 * TLA+. May import: {@code dev.tidemark.traces}, the JDK; never TLC.
 */
package dev.tidemark.spec.replay;
