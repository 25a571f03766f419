/**
 * The evidence that specs and code agree: recorded traces, planted bugs, corrupted traces, TLC as arbiter, one vocabulary, and
 * the habits that a test can hold. May import everything of ours; nothing of ours may import it.
 */
package dev.tidemark.refinement;
