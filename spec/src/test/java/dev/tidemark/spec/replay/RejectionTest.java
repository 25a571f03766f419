package dev.tidemark.spec.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.spec.replay.Rejection.Kind;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.Change;
import dev.tidemark.traces.Shape;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.VariableSignature;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A rejection fits one screen, and says what one needs to know: each kind of it, on hand-made traces. */
class RejectionTest {
    private static final int SCREEN_LINES = 30;
    private static Replayer replayer;

    private final List<TraceEvent> events = new ArrayList<>();

    @BeforeAll
    static void open() {
        replayer = new Replayer();
    }

    @AfterAll
    static void close() {
        replayer.close();
    }

    @Test
    void aTraceByHandIsAccepted() {
        created();
        leads();
        step("AppendRecords", Map.of("l", "b1", "records", List.of("m1"), "acks", "1"), Map.of(
                "log", Map.of("b1", growth(0, Map.of("leaderEpoch", 0, "record", "m1"))),
                "pendingProduce", Map.of("b1", List.of(Map.of("baseOffset", 0, "endOffset", 1, "acks", "1")))));
        assertThat(report(Verdict.ACCEPTED).text()).isEqualTo("ACCEPTED (as expected)  orders-0 by FencedReplication: followed 3 of 3 events of t.ndjson\n");
    }

    @Test
    void anEventOfAWholeNodeLeavesTheRestToTheSpec() {
        created();
        leads();
        events.add(new TraceEvent(3, 30, "b1", "FencedReplication", Optional.empty(), "Crash", Map.of("r", "b1"), Map.of("status", Map.of("b1", "stopped"))));
        assertThat(report(Verdict.ACCEPTED).isAsExpected()).isTrue();
        events.add(new TraceEvent(4, 40, "b1", "FencedReplication", Optional.of("orders-0"), "Restart", Map.of("r", "b1", "endOffset", 0),
                Map.of("status", Map.of("b1", "starting"), "incarnation", Map.of("b1", 1), "epochCache", Map.of("b1", Map.of("from", 0, "entries", List.of())),
                        "leader", Map.of("b1", "b1"))));
        assertThat(report(Verdict.REJECTED).text()).contains("spec: leader[\"b1\"]' = \"none\"", "trace: leader[\"b1\"]' = \"b1\"");
    }

    @Test
    void anActionThatIsNotEnabledIsExplainedToTheLastComparison() {
        created();
        step("BecomeLeader", Map.of("r", "b2", "version", 1), Map.of());
        expect(Kind.NOT_ENABLED, "t.ndjson:2 at 10 b1 CreatePartition(l = \"b1\")", "t.ndjson:3 at 20 b1 BecomeLeader(r = \"b2\", version = 1)",
                "BecomeLeader is not enabled (Replication:", "conjunct 2 of", "is FALSE: metadataLog[version].leader = r",
                "left: metadataLog[version].leader = \"b1\"", "right: r = \"b2\"", "enabled: FenceBroker in", "BecomeLeader(\"b1\", 1)",
                "./tidemark replay t.ndjson");
    }

    @Test
    void definitionsAndQuantifiersAreFollowedDown() {
        created();
        leads();
        step("AdvanceHighWatermark", Map.of("l", "b2"), Map.of());
        expect(Kind.NOT_ENABLED, "by definition IsLeader (Replication:", "conjunct 2 of 2", "leader[r] = r", "left: leader[r] = \"none\"");
    }

    @Test
    void anArgumentOutOfRangeIsShownWithItsRange() {
        created();
        step("BecomeLeader", Map.of("r", "b1", "version", 2), Map.of());
        expect(Kind.ARGUMENT_OUT_OF_RANGE, "the argument version = 2 is out of range", "Next draws it from DOMAIN metadataLog at Replication:", "= 1..1");
    }

    @Test
    void anotherResultIsShownOnBothSides() {
        created();
        step("BecomeLeader", Map.of("r", "b1", "version", 1), Map.of(
                "epochCache", Map.of("b1", growth(0, Map.of("leaderEpoch", 0, "startOffset", 0))), "leader", Map.of("b1", "b1"),
                "leaderEpoch", Map.of("b1", 1), "partitionEpoch", Map.of("b1", 1), "isr", Map.of("b1", List.of("b1", "b2", "b3"))));
        expect(Kind.OTHER_RESULT, "BecomeLeader is enabled, but leads to another leaderEpoch than was logged", "spec: leaderEpoch[\"b1\"]' = 0",
                "trace: leaderEpoch[\"b1\"]' = 1", "determined at Replication:", "would produce the logged values: none");
    }

    @Test
    void whatWasNotLoggedHasNotChanged() {
        step("CreatePartition", Map.of("l", "b1"), Map.of());
        expect(Kind.OTHER_RESULT, "last match  none: the initial state", "spec: Len(metadataLog)' = 1", "trace: Len(metadataLog)' = 0", "(not logged, so unchanged)");
    }

    @Test
    void aLogThatWouldKeepMoreThanItHasDoesNotFit() {
        created();
        leads();
        step("AppendRecords", Map.of("l", "b1", "records", List.of("m1"), "acks", "0"),
                Map.of("log", Map.of("b1", growth(4, Map.of("leaderEpoch", 0, "record", "m1")))));
        expect(Kind.CHANGE_DOES_NOT_APPLY, "does not fit the old value of log: the log keeps the first 4 elements of 0");
    }

    @Test
    void anActionThatTheJudgeDoesNotKnowIsNamed() {
        events.add(new TraceEvent(1, 0, "b1", "FencedReplication", Optional.of("orders-0"), "TruncateOnDivergence", Map.of("f", "b1", "m", Map.of()), Map.of()));
        ScopeReport report = replayer.replay("t.ndjson", header("TruncateToHighWatermark", Verdict.REJECTED), events, Replayer.DEFAULT_BUDGET).get(0);
        assertThat(report.isAsExpected()).isTrue();
        assertThat(report.judgement().rejection().orElseThrow().kind()).isEqualTo(Kind.NO_SUCH_ACTION);
        assertThat(report.text()).contains("TruncateToHighWatermark has no action TruncateOnDivergence");
    }

    @Test
    void whatTlcCannotComputeIsNoStep() {
        assertThat(breaking("Peek").rejection().orElseThrow().kind()).isEqualTo(Kind.NOT_COMPUTABLE);
        assertThat(breaking("Peek").rejection().orElseThrow().summary()).startsWith("TLC cannot compute the step: Attempted to apply tuple");
        assertThat(breaking("Add", "Add").verdict()).isEqualTo(Verdict.ACCEPTED);
        assertThat(breaking("Add", "Add", "Add").rejection().orElseThrow().summary())
                .startsWith("TLC cannot compute a property after the step: Attempted to apply tuple");
    }

    private static Judgement breaking(String... actions) {
        SpecVocabulary words = SpecVocabulary.of("Breaking", "tiny", List.of(),
                List.of(new VariableSignature("list", Change.growing(Shape.INT), VariableSignature.Visibility.OBSERVED),
                        new VariableSignature("peeks", Change.whole(Shape.INT), VariableSignature.Visibility.OBSERVED)),
                List.of(new ActionSignature("Add", List.of()), new ActionSignature("Peek", List.of())));
        List<TraceEvent> events = new ArrayList<>();
        for (int i = 0; i < actions.length; i++) {
            events.add(new TraceEvent(i + 1, i, "x", "Breaking", Optional.of("x"), actions[i], Map.of(), Map.of("list", growth(i, i))));
        }
        try (Replayer own = new Replayer(Vocabulary.of(words))) {
            return own.judge(new Slice(SpecInstance.accepted("x", "Breaking", Map.of()), "Breaking", events), Replayer.DEFAULT_BUDGET);
        }
    }

    @Test
    void aBudgetThatIsTooSmallIsNoRejection() {
        created();
        leads();
        ScopeReport report = replayer.replay("t.ndjson", header("FencedReplication", Verdict.ACCEPTED), events, 1).get(0);
        assertThat(report.text()).startsWith("INCONCLUSIVE (expected ACCEPTED)  orders-0 by FencedReplication: followed 1 of 2 events").contains("--budget");
    }

    private void created() {
        step("CreatePartition", Map.of("l", "b1"),
                Map.of("metadataLog", growth(0, firstVersion())));
    }

    private static Map<String, Object> firstVersion() {
        return Map.ofEntries(Map.entry("leader", "b1"), Map.entry("leaderEpoch", 0), Map.entry("isr", List.of("b1", "b2", "b3")), Map.entry("elr", List.of()),
                Map.entry("lastKnownLeader", "none"), Map.entry("recovery", "recovered"), Map.entry("losses", 0),
                Map.entry("replicas", List.of("b1", "b2", "b3")), Map.entry("preferred", "b1"), Map.entry("adding", List.of()),
                Map.entry("removing", List.of()));
    }

    private void leads() {
        step("BecomeLeader", Map.of("r", "b1", "version", 1), Map.of(
                "epochCache", Map.of("b1", growth(0, Map.of("leaderEpoch", 0, "startOffset", 0))), "leader", Map.of("b1", "b1"),
                "leaderEpoch", Map.of("b1", 0), "partitionEpoch", Map.of("b1", 1), "isr", Map.of("b1", List.of("b1", "b2", "b3"))));
    }

    private static Map<String, Object> growth(int from, Object entry) {
        return Map.of("from", from, "entries", List.of(entry));
    }

    private void step(String action, Map<String, Object> args, Map<String, Object> after) {
        // Map.of has no order; an event's arguments are in the vocabulary's.
        Map<String, Object> ordered = new LinkedHashMap<>();
        List.of("l", "r", "version", "records", "acks").stream().filter(args::containsKey).forEach(name -> ordered.put(name, args.get(name)));
        long seq = events.size() + 1L;
        events.add(new TraceEvent(seq, seq * 10, "b1", "FencedReplication", Optional.of("orders-0"), action, ordered, after));
    }

    private static TraceHeader header(String judge, Verdict expected) {
        SpecInstance instance = Walks.instance("FencedReplication");
        return new TraceHeader("by hand", 1, List.of(new SpecInstance(instance.scope(), instance.spec(), instance.constants(), Map.of(judge, expected))));
    }

    private ScopeReport report(Verdict expected) {
        return replayer.replay("t.ndjson", header("FencedReplication", expected), events, Replayer.DEFAULT_BUDGET).get(0);
    }

    private void expect(Kind kind, String... parts) {
        ScopeReport report = report(Verdict.REJECTED);
        assertThat(report.judgement().verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(report.judgement().rejection().orElseThrow().kind()).as(report.text()).isEqualTo(kind);
        assertThat(report.text()).contains(parts);
        assertThat(report.text().lines().count()).as("lines of the report").isLessThanOrEqualTo(SCREEN_LINES);
    }
}
