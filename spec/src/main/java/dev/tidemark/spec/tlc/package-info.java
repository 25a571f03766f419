/**
 * The replay engine on top of TLC. Each spec has its own copy of these classes and of TLC's
 * ({@code IsolatedLoader}), so nothing here may be named by other packages except through
 * {@link dev.tidemark.spec.replay.SpecEngine}. May import: TLC, {@code dev.tidemark.traces}, {@code dev.tidemark.spec.replay}.
 */
package dev.tidemark.spec.tlc;
