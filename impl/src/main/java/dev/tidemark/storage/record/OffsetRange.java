package dev.tidemark.storage.record;

/** The offsets that an append was given, both inclusive; without data {@code lastOffset} is {@code baseOffset - 1}. */
public record OffsetRange(long baseOffset, long lastOffset) {}
