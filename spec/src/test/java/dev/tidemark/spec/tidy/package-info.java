/** Tests that hold the specs, the vocabulary and their habits together. May import: SANY, {@code dev.tidemark.traces}. */
package dev.tidemark.spec.tidy;
