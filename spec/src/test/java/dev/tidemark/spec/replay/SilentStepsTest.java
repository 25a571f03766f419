package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A spec whose state is seen only in part: several states are possible, and steps happen that no event tells of. */
class SilentStepsTest {
    @Test
    void everyInitialStateIsACandidate() {
        assertThat(judge(empty(1, "left"), empty(2, "right"), coin(3, "third")).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(judge(coin(1, "third")).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void aSilentStepBetweenTwoEventsExplainsThem() {
        assertThat(judge(empty(1, "left"), empty(2, "right"), empty(3, "third")).verdict())
                .as("the coin was passed behind our back").isEqualTo(Verdict.ACCEPTED);
    }

    @Test
    void withoutSilentStepsTheSameTraceIsRejected() {
        Judgement judgement = judge(TinySpecs.HIDDEN.withSilent(Set.of(), 0), Replayer.DEFAULT_BUDGET,
                empty(1, "left"), empty(2, "right"), empty(3, "third"));
        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.matched()).isEqualTo(2);
    }

    @Test
    void whatNoStateExplainsIsRejected() {
        Judgement judgement = judge(coin(1, "left"), coin(2, "right"));
        assertThat(judgement.verdict()).as("once seen, the coin stays").isEqualTo(Verdict.REJECTED);
        assertThat(judgement.matched()).isEqualTo(1);
    }

    @Test
    void theReportSaysThatThereAreSeveralStates() {
        Judgement judgement = judge(empty(1, "left"), empty(2, "nose"));
        assertThat(judgement.rejection().orElseThrow().explanation()).anyMatch(line -> line.contains("any of 2 states"));
    }

    @Test
    void anEventDecidesWhatTheSpecLeavesOpen() {
        assertThat(judge(look(1, 2), look(2, 3)).verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(judge(look(1, 2), look(2, 4)).verdict()).as("beyond Most").isEqualTo(Verdict.REJECTED);
    }

    @Test
    void aSearchThatCostsTooMuchIsInconclusive() {
        TraceEvent[] events = {empty(1, "left"), empty(2, "right"), empty(3, "third")};
        assertThat(judge(TinySpecs.HIDDEN, 5, events).verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(judge(TinySpecs.HIDDEN, 200, events).verdict()).isEqualTo(Verdict.ACCEPTED);
    }

    private static TraceEvent empty(long seq, String hand) {
        return TinySpecs.event(seq, "ShowEmpty", hand, Map.of("shown", Map.of(hand, 1)));
    }

    private static TraceEvent coin(long seq, String hand) {
        return TinySpecs.event(seq, "ShowCoin", hand, seq == 1 || !hand.equals("right")
                ? Map.of("shown", Map.of(hand, 1), "found", true) : Map.of("shown", Map.of(hand, 1)));
    }

    private static TraceEvent look(long seq, int times) {
        return TinySpecs.event(seq, "LookAway", "left", Map.of("shown", Map.of("left", times)));
    }

    private static Judgement judge(TraceEvent... events) {
        return judge(TinySpecs.HIDDEN, Replayer.DEFAULT_BUDGET, events);
    }

    private static Judgement judge(SpecVocabulary words, long budget, TraceEvent... events) {
        try (Replayer replayer = new Replayer(Vocabulary.of(words))) {
            return replayer.judge(new Slice(TinySpecs.HANDS, "Hidden", List.of(events)), budget);
        }
    }
}
