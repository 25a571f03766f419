package dev.tidemark.storage;

import java.util.OptionalLong;

/**
 * What the checkpoint files of a log directory say of a log that is about to be opened.
 *
 * @param knownRecoveryPoint everything below was flushed; empty if nobody knows: the directory came without its checkpoints
 * @param logStartOffset     nothing below is part of the log; 0 if unknown
 * @param cleanedOffset      the cleaner has been up to here; 0 if it never was
 * @param highWatermark      below it a marker decides a transaction for good; the largest number if it does not matter
 * @param isCleanlyClosed    the whole directory was shut down in peace: everything is flushed, and nothing needs to be recovered
 */
public record Checkpointed(OptionalLong knownRecoveryPoint, long logStartOffset, long cleanedOffset, long highWatermark, boolean isCleanlyClosed) {
    public static final Checkpointed NOTHING = new Checkpointed(OptionalLong.empty(), 0, 0, Long.MAX_VALUE, false);

    /** After a crash, with everything below an offset flushed. */
    public static Checkpointed at(long recoveryPoint) {
        return new Checkpointed(OptionalLong.of(recoveryPoint), 0, 0, Long.MAX_VALUE, false);
    }

    /** Everything below was flushed; 0 if nobody knows. */
    public long recoveryPoint() {
        return knownRecoveryPoint.orElse(0);
    }
}
