package dev.tidemark.storage;

/**
 * What the checkpoint files of a log directory say of a log that is about to be opened.
 *
 * @param recoveryPoint    everything below was flushed; 0 if unknown
 * @param logStartOffset   nothing below is part of the log; 0 if unknown
 * @param cleanedOffset    the cleaner has been up to here; 0 if it never was
 * @param isCleanlyClosed  the whole directory was shut down in peace: everything is flushed, and nothing needs to be recovered
 */
public record Checkpointed(long recoveryPoint, long logStartOffset, long cleanedOffset, boolean isCleanlyClosed) {
    public static final Checkpointed NOTHING = new Checkpointed(0, 0, 0, false);

    /** After a crash, with everything below an offset flushed. */
    public static Checkpointed at(long recoveryPoint) {
        return new Checkpointed(recoveryPoint, 0, 0, false);
    }
}
