package dev.tidemark.traces;

/** A parameter of an action, by the name that it has in the spec. */
public record Parameter(String name, Shape shape) { }
