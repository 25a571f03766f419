package dev.tidemark.simulation;

/** What goes wrong during a run, at random times. */
public interface FaultPlan {
    /** As on the command line. */
    String name();

    /** One line. */
    String summary();
}
