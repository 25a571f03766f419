package dev.tidemark.refinement;

import java.util.List;

/** Mistakes in the protocols that came before: refuted as they are, they are still to be told from others. */
final class HistoryBugs {
    private static final String ASKING = "core.OffsetsForLeaderEpoch";

    private HistoryBugs() { }

    static List<PlantedBug> all() {
        return List.of(
                new PlantedBug("a follower fetches without having asked where to cut", ASKING, "becomeFollower",
                        Edit.replace("FetchState.TRUNCATING", "FetchState.FETCHING"), Show.scenario("fast-leader-changes-diverge")),
                new PlantedBug("a leader that does not know leaves the follower its log", ASKING, "truncateToEpochEnd",
                        Edit.replace("new Cut(state.highWatermark(), FetchState.FETCHING)", "new Cut(log.endOffset(), FetchState.FETCHING)"),
                        Show.scenario("late-leadership-loses-data")),
                new PlantedBug("a leader that does not know leaves the follower its log, at a fetch", "core.DivergingFetch", "truncateOnDivergence",
                        Edit.replace("state.highWatermark()", "log.endOffset()"), Show.scenario("unfenced-fetch-loses-data")),
                new PlantedBug("a first protocol that keeps its log", "core.TruncateToHighWatermark", "becomeFollower",
                        Edit.replace("state.highWatermark()", "log.endOffset()"), Show.scenario("truncation-loses-data")));
    }
}
