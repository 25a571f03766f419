package dev.tidemark.simulation.log;

import dev.tidemark.simulation.FaultPlan;
import java.util.List;

/**
 * What goes wrong during a run of one log, in between what its owner does.
 *
 * @param name    as on the command line
 * @param summary one line
 * @param faults  the kinds of fault
 */
public record LogFaults(String name, String summary, List<Fault> faults) implements FaultPlan {
    public LogFaults {
        faults = List.copyOf(faults);
    }

    /** The kinds of fault. */
    public enum Fault {
        /** The process ends, and the next one finds all that it wrote. */
        CRASH,
        /** Of what was not synced anything may be gone: the end of a file, torn inside a batch; a name, also one that replaced another. */
        LOSE_POWER,
        /** A write finds no space, or fails, after some of it was written. */
        FAIL_WRITE,
        /** A sync of a file fails, and what was not synced may be gone. */
        FAIL_SYNC,
        /** A bit of what was synced turns over. */
        FLIP_BIT
    }

    public static List<LogFaults> all() {
        return List.of(
                new LogFaults("everything", "all that the other plans do, at once", List.of(Fault.values())),
                new LogFaults("none", "nothing goes wrong; the log is closed in peace and opened again", List.of()),
                new LogFaults("crashes", "the process ends and another one begins, with what is in the page cache", List.of(Fault.CRASH)),
                new LogFaults("power", "the power fails: batches are torn, files and renames are lost", List.of(Fault.LOSE_POWER)),
                new LogFaults("disk", "no space, failed writes and syncs, flipped bits; the power fails", List.of(Fault.FAIL_WRITE, Fault.FAIL_SYNC, Fault.FLIP_BIT, Fault.LOSE_POWER)));
    }
}
