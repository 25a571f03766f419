package dev.tidemark.simulation;

import java.util.random.RandomGenerator;

/** Decides what remains of what was not synced when the power fails, one question after the other. */
public interface PowerLoss {
    /** Whether a change that was not synced has not happened: of a name, or the truncation of a file. */
    boolean undoes();

    /** How many of a file's bytes that were not synced remain: 0 to {@code unsynced}. */
    long bytesKept(String path, long unsynced);

    /** Whether those that do not remain are zeros, instead of gone: the file's new size was written, its new blocks were not. */
    boolean leavesZeros(String path);

    /** Leaves it to chance. */
    static PowerLoss random(RandomGenerator random) {
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return random.nextBoolean();
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return random.nextLong(unsynced + 1);
            }

            @Override
            public boolean leavesZeros(String path) {
                return random.nextInt(4) == 0;
            }
        };
    }
}
