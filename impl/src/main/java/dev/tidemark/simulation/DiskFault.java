package dev.tidemark.simulation;

/** What a disk can refuse to do. */
public enum DiskFault {
    /** A write finds no space, after some of it was written. */
    NO_SPACE,
    /** A write fails, after some of it was written. */
    FAILED_WRITE,
    /** A sync of a file fails: what was not synced may be gone, and that is decided now; a later sync would not tell. */
    FAILED_SYNC
}
