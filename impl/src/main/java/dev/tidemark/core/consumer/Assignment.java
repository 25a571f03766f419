package dev.tidemark.core.consumer;

import dev.tidemark.core.consumer.ConsumerConfig.Reset;

/**
 * A partition that a consumer reads, and how far it is.
 *
 * @param offset             of the record that it reads next
 * @param offsetEpoch        leader epoch of the record before it, -1 if unknown
 * @param currentLeaderEpoch of the leadership for which the position is known to be good
 * @param reset              where to begin, while {@link Phase#RESETTING}
 * @param notBeforeMs        the end of a pause after a failure
 */
public record Assignment(Phase phase, long offset, int offsetEpoch, int currentLeaderEpoch, Reset reset, long notBeforeMs) {
    static final int UNKNOWN = -1;

    /** What a partition's reader does. */
    public enum Phase {
        /** Asks where the log begins or ends. */
        RESETTING,
        /** Somebody else leads: asks whether what was read is still there (KIP-320). */
        VALIDATING,
        FETCHING,
        /** Has no position, and is not to choose one: waits for a seek. */
        STOPPED
    }

    static Assignment resetting(Reset reset) {
        return new Assignment(reset == Reset.NONE ? Phase.STOPPED : Phase.RESETTING, 0, UNKNOWN, UNKNOWN, reset, 0);
    }

    /** A position that nothing is known of; unless the epoch of the record before it is known, there is nothing to validate. */
    static Assignment at(long offset, int offsetEpoch) {
        return new Assignment(Phase.FETCHING, offset, offsetEpoch, UNKNOWN, Reset.NONE, 0);
    }

    /** The records up to an offset are read. */
    Assignment read(long endOffset, int lastEpoch) {
        return new Assignment(phase, endOffset, lastEpoch, currentLeaderEpoch, reset, notBeforeMs);
    }

    Assignment pausing(long untilMs) {
        return new Assignment(phase, offset, offsetEpoch, currentLeaderEpoch, reset, untilMs);
    }

    Assignment stopped() {
        return new Assignment(Phase.STOPPED, offset, offsetEpoch, currentLeaderEpoch, reset, notBeforeMs);
    }

    /** Another leadership has begun: what was read of the last one may be gone. */
    Assignment under(int leaderEpoch) {
        boolean isToValidate = offsetEpoch != UNKNOWN && (phase == Phase.FETCHING || phase == Phase.VALIDATING);
        return new Assignment(isToValidate ? Phase.VALIDATING : phase, offset, offsetEpoch, leaderEpoch, reset, notBeforeMs);
    }

    Assignment validated() {
        return new Assignment(Phase.FETCHING, offset, offsetEpoch, currentLeaderEpoch, reset, 0);
    }

    boolean is(Phase expected, long nowMs) {
        return phase == expected && notBeforeMs <= nowMs;
    }
}
