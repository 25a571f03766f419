package dev.tidemark.refinement.rehearsal;

import dev.tidemark.refinement.PowerCuts;
import dev.tidemark.simulation.EveryOutcome;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.ShortLife;
import dev.tidemark.simulation.ShortLife.End;
import dev.tidemark.simulation.compaction.CompactionLives;
import dev.tidemark.simulation.log.LogLives;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
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
    public Count cut(String life, int mostOutcomes, Consumer<Cut> each) {
        return new Cutting(all().filter(candidate -> candidate.name().equals(life)).findFirst().orElseThrow(), each).cut(mostOutcomes);
    }

    /** One life. */
    private static final class Cutting {
        private final ShortLife life;
        private final Consumer<Cut> each;
        private boolean isCutShort = true;
        private long outcomes;
        private long bounded;

        private Cutting(ShortLife life, Consumer<Cut> each) {
            this.life = life;
            this.each = each;
        }

        private Count cut(int mostOutcomes) {
            long places = 0;
            for (End end : End.values()) {
                isCutShort = true;
                for (long calls = 0; isCutShort; calls++) {
                    cutAfter(calls, end, mostOutcomes);
                    places++;
                }
            }
            return new Count(places, outcomes, bounded);
        }

        private void cutAfter(long calls, End end, int mostOutcomes) {
            EveryOutcome outcome = new EveryOutcome();
            int taken = 0;
            boolean isThereMore = true;
            while (isThereMore && taken < mostOutcomes) {
                live(calls, end, outcome, outcome.toString());
                taken++;
                isThereMore = outcome.next();
            }
            if (isThereMore) {
                bounded++;
                for (int seed = 1; seed <= mostOutcomes; seed++) {
                    live(calls, end, PowerLoss.random(new Random(seed)), "seed " + seed);
                }
            }
        }

        private void live(long calls, End end, PowerLoss loss, String outcome) {
            String name = life.name() + ": " + end + " after " + calls + " system calls, ";
            ByteArrayOutputStream trace = new ByteArrayOutputStream();
            String failure = "";
            try {
                isCutShort = life.live(calls, end, loss, trace);
            } catch (IOException | RuntimeException e) {
                failure = String.valueOf(e.getMessage());
                isCutShort = false; // one such place is enough: whether there are more is not known
            }
            outcomes++;
            each.accept(new Cut(name + outcome, trace.toByteArray(), failure));
        }
    }
}
