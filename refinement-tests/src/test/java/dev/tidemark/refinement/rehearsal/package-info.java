/**
 * What is loaded together with an implementation, patched or not: it asks that implementation for runs. Imports
 * {@code dev.tidemark.simulation} and what its stories need; of these tests only {@code Recorder} and {@code Show}.
 */
package dev.tidemark.refinement.rehearsal;
