package dev.tidemark.spec.replay;

import dev.tidemark.traces.Verdict;
import java.util.Optional;

/**
 * What an engine says of a slice.
 *
 * @param verdict   the verdict
 * @param matched   how many events the spec could follow
 * @param rejection why not, if it was rejected
 */
public record Judgement(Verdict verdict, int matched, Optional<Rejection> rejection) {
    public static Judgement accepted(int matched) {
        return new Judgement(Verdict.ACCEPTED, matched, Optional.empty());
    }

    public static Judgement rejected(int matched, Rejection rejection) {
        return new Judgement(Verdict.REJECTED, matched, Optional.of(rejection));
    }

    public static Judgement inconclusive(int matched) {
        return new Judgement(Verdict.INCONCLUSIVE, matched, Optional.empty());
    }
}
