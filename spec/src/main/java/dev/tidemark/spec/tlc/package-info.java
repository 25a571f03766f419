/**
 * The replay engine on top of TLC.
 *
 * <p>What a step costs is kept in proportion to what it changes, and no check is left out for it:
 * <ul>
 * <li>{@link dev.tidemark.spec.tlc.Stepper}: the spec computes a step, and what it leaves alone stays the same object, so
 *     that it compares at once; only where an action has a choice are the logged values bound beforehand.
 * <li>{@link dev.tidemark.spec.tlc.Invariant}: an invariant that held is evaluated again only in those parts, at those keys
 *     and from that index on which the step can have changed.
 * <li>{@link dev.tidemark.spec.tlc.Refinement}: the mapping to the refined spec is computed once a state.
 * <li>{@link dev.tidemark.spec.tlc.Projection}: a sequence of one field of each entry is one loop.
 * </ul>
 * All four are tested against plain definitions and against TLC itself.
 *
 * <p>Each spec has its own copy of these classes and of TLC's ({@code IsolatedLoader}), so nothing here may be named by
 * other packages except through {@link dev.tidemark.spec.replay.SpecEngine}. May import: TLC, {@code dev.tidemark.traces},
 * {@code dev.tidemark.spec.replay}.
 */
package dev.tidemark.spec.tlc;
