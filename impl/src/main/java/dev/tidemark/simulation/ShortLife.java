package dev.tidemark.simulation;

import java.io.IOException;
import java.io.OutputStream;

/** What the owner of a log does to it in a few steps, always the same, until the power fails; and how the next process finds it. */
public interface ShortLife {
    String name();

    /**
     * Lives until the power fails; then a process recovers what is left, and goes on a little.
     *
     * @param systemCalls the power fails before the change of the disk that comes after so many others, or else at the end
     * @param loss        what it leaves of what was not synced
     * @param trace       gets the trace
     * @return whether it was cut short
     * @throws IOException if what is left cannot be opened; the trace has what happened until then
     */
    boolean live(long systemCalls, PowerLoss loss, OutputStream trace) throws IOException;
}
