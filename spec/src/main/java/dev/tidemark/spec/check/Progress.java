package dev.tidemark.spec.check;

/**
 * How far TLC is.
 *
 * @param generated states generated, the same one as often as it was met
 * @param distinct  distinct states
 * @param queued    distinct states whose successors are not computed yet
 */
public record Progress(long generated, long distinct, long queued) {
    static final Progress NONE = new Progress(0, 0, 0);
}
