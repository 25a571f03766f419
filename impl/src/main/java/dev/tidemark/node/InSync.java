package dev.tidemark.node;

import java.util.HashMap;
import java.util.Map;

/**
 * When each follower had last caught up, as a leader judges it (Kafka's Replica.updateFetchState): it has if its fetch
 * reaches the log end, or reaches what the log end was at its previous fetch, in which case it had then.
 */
final class InSync {
    private final long lagTimeMaxMs;
    private final Map<String, Fetches> followers = new HashMap<>();
    private long sinceMs;

    private record Fetches(long caughtUpAtMs, long lastAtMs, long endOffsetAtLast) { }

    InSync(long lagTimeMaxMs) {
        this.lagTimeMaxMs = lagTimeMaxMs;
    }

    /** A new leadership begins: everybody gets the full time. */
    void restart(long nowMs) {
        followers.clear();
        sinceMs = nowMs;
    }

    void fetched(String follower, long fetchOffset, long logEndOffset, long nowMs) {
        Fetches before = followers.getOrDefault(follower, new Fetches(sinceMs, sinceMs, Long.MAX_VALUE));
        long caughtUpAtMs = fetchOffset >= logEndOffset ? nowMs
                : fetchOffset >= before.endOffsetAtLast ? before.lastAtMs
                : before.caughtUpAtMs;
        followers.put(follower, new Fetches(caughtUpAtMs, nowMs, logEndOffset));
    }

    boolean isLagging(String follower, long nowMs) {
        Fetches fetches = followers.get(follower);
        return nowMs - (fetches == null ? sinceMs : fetches.caughtUpAtMs) > lagTimeMaxMs;
    }
}
