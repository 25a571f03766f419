package dev.tidemark.refinement.rehearsal;

import dev.tidemark.refinement.PowerCuts;
import dev.tidemark.simulation.EveryOutcome;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.ShortLife;
import dev.tidemark.simulation.compaction.CompactionLives;
import dev.tidemark.simulation.log.LogLives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Cuts lives short of the implementation that it was loaded with. */
public final class RehearsedPowerCuts implements PowerCuts {
    @Override
    public List<String> lives() {
        return all().map(ShortLife::name).toList();
    }

    private static Stream<ShortLife> all() {
        return Stream.concat(LogLives.all().stream(), CompactionLives.all().stream());
    }

    @Override
    public Count cut(String life, int mostOutcomes, Predicate<Cut> goesOn) {
        return new Cutting(all().filter(candidate -> candidate.name().equals(life)).findFirst().orElseThrow(), goesOn).cut(mostOutcomes);
    }

    /** One life. */
    private static final class Cutting {
        private final ShortLife life;
        private final Predicate<Cut> goesOn;
        private boolean isCutShort = true;
        private boolean isOver;
        private long outcomes;
        private long bounded;

        private Cutting(ShortLife life, Predicate<Cut> goesOn) {
            this.life = life;
            this.goesOn = goesOn;
        }

        private Count cut(int mostOutcomes) {
            long calls = 0;
            while (isCutShort && !isOver) {
                cutAfter(calls, mostOutcomes);
                calls++;
            }
            return new Count(calls, outcomes, bounded);
        }

        private void cutAfter(long calls, int mostOutcomes) {
            EveryOutcome outcome = new EveryOutcome();
            int taken = 0;
            boolean isThereMore = true;
            while (isThereMore && taken < mostOutcomes && !isOver) {
                live(calls, outcome, outcome.toString());
                taken++;
                isThereMore = outcome.next();
            }
            if (isThereMore) {
                bounded++;
                for (int seed = 1; seed <= mostOutcomes && !isOver; seed++) {
                    live(calls, PowerLoss.random(new Random(seed)), "seed " + seed);
                }
            }
        }

        private void live(long calls, PowerLoss loss, String outcome) {
            String name = life.name() + ": power lost after " + calls + " system calls, ";
            ByteArrayOutputStream trace = new ByteArrayOutputStream();
            String failure = "";
            try {
                isCutShort = life.live(calls, loss, trace);
            } catch (IOException | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
            }
            outcomes++;
            isOver |= !goesOn.test(new Cut(name + outcome, trace.toByteArray(), failure));
        }
    }
}
