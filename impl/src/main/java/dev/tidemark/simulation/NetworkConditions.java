package dev.tidemark.simulation;

/**
 * How the network treats what is sent.
 *
 * @param minDelayMs  shortest way, in virtual milliseconds
 * @param maxDelayMs  longest way; messages whose delays cross arrive in another order
 * @param loss        probability that something sent is lost
 * @param duplication probability that something arrives twice
 */
public record NetworkConditions(int minDelayMs, int maxDelayMs, double loss, double duplication) {
    /** Everything arrives, in order. */
    public static final NetworkConditions GOOD = new NetworkConditions(2, 2, 0, 0);
    /** Nothing can be relied on. */
    public static final NetworkConditions BAD = new NetworkConditions(1, 40, 0.05, 0.05);
}
