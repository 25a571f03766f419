package dev.tidemark.storage.record;

/** What is wrong with some bytes: what was found, and what was expected instead. */
public record Flaw(String found, String expected) {
    @Override
    public String toString() {
        return "found " + found + ", expected " + expected;
    }
}
