package dev.tidemark.storage.kafka;

import com.pholser.junit.quickcheck.generator.GenerationStatus;
import com.pholser.junit.quickcheck.generator.Generator;
import com.pholser.junit.quickcheck.random.SourceOfRandomness;
import dev.tidemark.storage.kafka.LogHistory.Act;
import dev.tidemark.storage.kafka.LogHistory.Kind;
import java.util.ArrayList;
import java.util.List;

/** Generates histories, and makes them smaller by leaving acts out: half of them, a quarter, ... one. */
public final class LogHistories extends Generator<LogHistory> {
    private static final int MOST_ACTS = 60;

    public LogHistories() {
        super(LogHistory.class);
    }

    @Override
    public LogHistory generate(SourceOfRandomness random, GenerationStatus status) {
        List<Act> acts = new ArrayList<>();
        for (int count = random.nextInt(1, MOST_ACTS); count > 0; count--) {
            acts.add(new Act(Kind.drawn(random.nextInt()), random.nextInt(1_000_000)));
        }
        return new LogHistory(random.nextInt(3) == 0, random.nextInt(1_000_000), acts);
    }

    @Override
    public List<LogHistory> doShrink(SourceOfRandomness random, LogHistory larger) {
        List<LogHistory> smaller = new ArrayList<>();
        int size = larger.acts().size();
        for (int left = size / 2; left >= 1; left /= 2) {
            for (int from = size; from > 0; from -= left) {
                List<Act> kept = new ArrayList<>(larger.acts());
                kept.subList(Math.max(0, from - left), from).clear();
                smaller.add(larger.with(kept));
            }
        }
        return smaller;
    }
}
