package dev.tidemark.storage.cleaner;

import java.util.List;
import java.util.Set;

/** Who wants to know what the rounds of one log are about, which its files do not say; nobody, usually. */
public interface CleaningWatcher {
    CleaningWatcher NOBODY = new CleaningWatcher() { };

    /** The newest offsets of keys, as the cleaner knows them. */
    interface NewestOffsets {
        /** Of the key in these bytes; below 0 if it is not known. */
        long get(byte[] bytes, int keyAt, int keySize);
    }

    /**
     * The keys between two offsets are known: from now on segments are rewritten.
     *
     * @param nowMs     when the round began, from which horizons count
     * @param strangers the ids of producers of whom the log knows nothing but markers: these stay, if only empty
     */
    default void mapped(long startOffset, long endOffset, long nowMs, NewestOffsets newest, Set<Long> strangers) { }

    /** The segments with these base offsets are about to be rewritten. */
    default void rewriting(List<Long> group) { }

    /** The round has come to nothing. */
    default void abandoned() { }
}
