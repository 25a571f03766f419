package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The engine evaluates only those parts of a property that a step can have broken, and misses nothing by it. */
class IncrementalPromisesTest {
    private static final Map<String, Integer> WEIGHTS = Map.of("Append_", 4, "Truncate", 1, "Mark", 4, "Raise", 1);

    @Test
    void aPropertyFailsAtTheVeryStepThatBreaksIt() {
        Map<String, Integer> broken = new TreeMap<>();
        try (Replayer replayer = new Replayer(Vocabulary.of(CopiesModel.WORDS))) {
            for (long seed = 1; seed <= 1_500; seed++) {
                List<TraceEvent> walk = replayer.walk(new WalkPlan(CopiesModel.INSTANCE, seed, 12, WEIGHTS, 1));
                Judgement judgement = replayer.judge(new Slice(CopiesModel.INSTANCE, "Copies", walk), Replayer.DEFAULT_BUDGET);
                compare(seed, walk, judgement, broken);
            }
        }
        assertThat(broken.keySet()).as("properties that some walk broke").containsExactly("AgreeInv", "CommonInv", "MarkInv", "NeighboursInv", "RaisedInv",
                "ReadInv", "RefinesGrowth");
        assertThat(broken.values()).allMatch(times -> times > 10);
    }

    private static void compare(long seed, List<TraceEvent> walk, Judgement judgement, Map<String, Integer> broken) {
        CopiesModel model = new CopiesModel();
        for (int i = 0; i < walk.size(); i++) {
            Optional<String> property = model.brokenBy(walk.get(i));
            if (property.isPresent()) {
                assertThat(judgement.matched()).as("walk %d, which breaks %s: %s", seed, property.get(), walk).isEqualTo(i);
                assertThat(judgement.rejection().orElseThrow().summary()).contains("breaks " + property.get());
                broken.merge(property.get(), 1, Integer::sum);
                return;
            }
        }
        assertThat(judgement.verdict()).as("walk %d, which breaks nothing: %s", seed, walk).isEqualTo(Verdict.ACCEPTED);
    }
}
