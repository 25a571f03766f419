package dev.tidemark.simulation;

import java.io.IOException;
import java.io.OutputStream;

/** What the owner of a log does to it in a few steps, always the same, until the power fails; and how the next process finds it. */
public interface ShortLife {
    String name();

    /** What cuts a life short. */
    enum End {
        POWER_LOSS,
        /** The process dies, another one builds upon what the page cache has, and then the power fails. */
        PROCESS_DEATH_FIRST
    }

    /**
     * Lives until it ends; then a process recovers what is left, and goes on a little.
     *
     * @param systemCalls the end comes before the change of the disk that comes after so many others, or else when all is done
     * @param loss        what the power leaves of what was not synced
     * @param trace       gets the trace
     * @return whether it was cut short
     * @throws IOException if what is left cannot be opened; the trace has what happened until then
     */
    boolean live(long systemCalls, End end, PowerLoss loss, OutputStream trace) throws IOException;
}
