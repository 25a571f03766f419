package dev.tidemark.simulation;

/**
 * How the network treats what is sent.
 *
 * @param minDelayMs  shortest way, in virtual milliseconds
 * @param maxDelayMs  longest way; messages whose delays cross arrive in another order
 * @param straggling  probability that something is much later than that: it takes up to {@link #STRAGGLER_MS}
 * @param loss        probability that something sent is lost
 * @param duplication probability that something arrives twice
 */
public record NetworkConditions(int minDelayMs, int maxDelayMs, double straggling, double loss, double duplication) {
    /** Long enough to outlive a session, and the broker that it was sent by. */
    static final int STRAGGLER_MS = 2_000;
    /** Everything arrives, in order. */
    public static final NetworkConditions GOOD = new NetworkConditions(2, 2, 0, 0, 0);
    /** Nothing can be relied on. */
    public static final NetworkConditions BAD = new NetworkConditions(1, 40, 0.02, 0.05, 0.05);
}
