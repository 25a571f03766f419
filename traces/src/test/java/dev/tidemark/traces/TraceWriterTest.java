package dev.tidemark.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TraceWriterTest {
    private static final TraceHeader HEADER = new TraceHeader("run", 1, List.of(SpecInstance.accepted("orders-0",
            "FencedReplication", Map.of("Replicas", Set.of("b2", "b1"), "MinIsr", 1, "UncleanElection", false, "None", "none", "Acks", Set.of("all")))));
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Test
    void fieldsAndSetsHaveOneOrder() throws IOException {
        write(event(1, "AnswerFetch", Map.of("endOffset", 3, "l", "b1", "m", Map.of("type", "Fetch", "follower", "b2",
                "fetchOffset", 2, "leader", "b1", "leaderEpoch", 0, "brokerEpoch", 0, "lastFetchedEpoch", -1)),
                Map.of("unfenced", Set.of("b2", "b1"), "log", Map.of("b1", Change.growth(0, List.of())))));
        assertThat(bytes.toString(StandardCharsets.UTF_8).lines()).containsExactly(
                """
                {"tidemark":1,"command":"run","seed":1,"instances":[{"scope":"orders-0","spec":"FencedReplication",\
                "constants":{"Replicas":["b1","b2"],"Acks":["all"],"MinIsr":1,"UncleanElection":false,"None":"none"},"verdicts":{"FencedReplication":"ACCEPTED"}}]}""",
                """
                {"seq":1,"at":5,"node":"b1","spec":"FencedReplication","scope":"orders-0","action":"AnswerFetch",\
                "args":{"l":"b1","m":{"type":"Fetch","follower":"b2","brokerEpoch":0,"leader":"b1","leaderEpoch":0,"fetchOffset":2,\
                "lastFetchedEpoch":-1},"endOffset":3},"after":{"unfenced":["b1","b2"],"log":{"b1":{"from":0,"entries":[]}}}}""");
    }

    @Test
    void anEmitterThatBreaksItsPromiseIsStopped() {
        assertThatThrownBy(() -> write(event(2, "Crash", Map.of("r", "b1"), Map.of())))
                .isInstanceOf(IllegalStateException.class).hasMessage("emitted event with seq 2, expected 1");
        assertThatThrownBy(() -> write(event(1, "Crash", Map.of("r", 1), Map.of())))
                .isInstanceOf(IllegalStateException.class).hasMessage("emitted event 1 (Crash): args.r: found 1, expected a string");
        assertThatThrownBy(() -> write(event(1, "Drop", Map.of("m", Map.of("type", "Gossip")), Map.of())))
                .hasMessageContaining("args.m: found \"Gossip\", expected a record whose type is one of AlterPartition,");
    }

    private static TraceEvent event(long seq, String action, Map<String, Object> args, Map<String, Object> after) {
        return new TraceEvent(seq, 5, "b1", "FencedReplication", Optional.of("orders-0"), action, args, after);
    }

    private void write(TraceEvent event) throws IOException {
        try (TraceWriter writer = new TraceWriter(bytes, HEADER, Vocabulary.standard())) {
            writer.emit(event);
        }
    }
}
