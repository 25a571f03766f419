/**
 * The command line: one class for each command, and what they share. It decides nothing itself: it reads arguments, calls the specs and
 * the implementation, and says in plain words what came of it. May import: everything of Tidemark, picocli, progressbar, Jackson.
 */
package dev.tidemark.cli;
