/** The trace format and its vocabulary: the only thing that the specs and the implementation share. Imports Jackson and the JDK. */
package dev.tidemark.traces;
