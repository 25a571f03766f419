package dev.tidemark.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong with a file is said in one line: where, what was found, what was expected. */
class TraceReaderTest {
    private static final String HEADER = """
            {"tidemark":1,"command":"simulate","seed":7,"instances":[{"scope":"orders-0","spec":"FencedReplication",\
            "constants":{"Replicas":["b1","b2"],"Acks":["all"],"MinIsr":1,"UncleanElection":false,"None":"none"},\
            "verdicts":{"FencedReplication":"ACCEPTED"}}]}
            """;
    private static final String EVENT = """
            {"seq":1,"at":1200,"node":"b2","spec":"FencedReplication","scope":"orders-0","action":"Flush",\
            "args":{"r":"b2","endOffset":3},"after":{"flushedOffset":{"b2":3}}}
            """;

    @Test
    void aWholeTraceIsRead() throws IOException {
        List<TraceEvent> events = read(HEADER + EVENT);
        assertThat(events).hasSize(1);
        assertThat(events.get(0).args()).isEqualTo(Map.of("r", "b2", "endOffset", 3L));
        assertThat(events.get(0).after()).isEqualTo(Map.of("flushedOffset", Map.of("b2", 3L)));
    }

    @Test
    void anEventWithoutScopeBelongsToEveryScopeOfItsSpec() throws IOException {
        TraceEvent crash = read(HEADER + EVENT.replace("\"scope\":\"orders-0\",", "")).get(0);
        assertThat(crash.belongsTo("FencedReplication", "orders-0")).isTrue();
        assertThat(crash.belongsTo("FencedReplication", "orders-1")).isTrue();
        assertThat(crash.belongsTo("TruncateToHighWatermark", "orders-0")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "\"seq\":1            | \"seq\":3             | seq: found 3, expected 1: events are missing, repeated or out of order",
        "\"Flush\"            | \"Flash\"             | found \"Flash\", expected an action of FencedReplication",
        "\"flushedOffset\"    | \"hw\"                | found \"hw\", expected a variable of FencedReplication",
        "\"flushedOffset\":{\"b2\":3} | \"committed\":{\"from\":0,\"entries\":[]} | found \"committed\", expected a variable that can be seen",
        "\"spec\":\"FencedReplication\" | \"spec\":\"Raft\" | found \"orders-0 of Raft\", expected one of the header's instances [orders-0 of FencedReplication]",
        "orders-0             | orders-1              | found \"orders-1 of FencedReplication\", expected one of the header's instances",
        "\"endOffset\":3      | \"endOffset\":\"3\"   | args.endOffset: found \"3\", expected an integer",
        "\"endOffset\":3      | \"endOffset\":3000000000 | args.endOffset: found 3000000000, expected a number that fits TLC's 32 bits",
        "\"endOffset\":3      | \"endOffset\":99999999999999999999 | found \"99999999999999999999\", expected a number that fits 64 bits",
        "\"endOffset\":3      | \"endOffset\":3.5     | found \"3.5\", expected an integer: a trace has no fractions",
        "\"endOffset\":3      | \"endOffset\":null    | expected a value: a trace has no nulls",
        "\"endOffset\":3      | \"offset\":3          | found [r, offset], expected the argument endOffset of Flush",
        "\"endOffset\":3      | \"endOffset\":3,\"x\":1 | expected only the arguments of Flush: [r, endOffset]",
        "{\"b2\":3}           | {\"b2\":true}         | after.flushedOffset.b2: found true, expected an integer",
        "{\"b2\":3}           | 3                     | after.flushedOffset: found 3, expected the keys that changed",
        "\"at\":1200,         | \"\"                  | broken JSON",
        "\"at\":1200,         | \"when\":1200,        | found \"when\", expected one of the fields",
        "\"node\":\"b2\",     | `                     `| expected the field node",
    })
    void anEventThatDoesNotFitIsNamed(String old, String replacement, String problem) {
        assertThat(EVENT).contains(old);
        assertThatThrownBy(() -> read(HEADER + EVENT.replaceFirst(Pattern.quote(old), replacement)))
                .isInstanceOf(TraceFormatException.class).hasMessageStartingWith("t.ndjson:2: ").hasMessageContaining(problem)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "{\"tidemark\":1,     | {                     | expected a header {\"tidemark\":1,...}",
        "\"tidemark\":1       | \"tidemark\":2        | found \"version 2\", expected version 1 of the format",
        "\"MinIsr\":1,        | ` `                   | instance orders-0: found [Replicas, Acks, UncleanElection, None], expected the constant MinIsr of FencedReplication",
        "\"MinIsr\":1         | \"MinIsr\":1,\"Max\":1 | expected only the constants",
        "\"MinIsr\":1         | \"MinIsr\":[1]        | instance orders-0.constants.MinIsr: found [1], expected an integer",
        "[\"b1\",\"b2\"]      | [\"b1\",\"b1\"]       | expected a set, in which nothing occurs twice",
        "ACCEPTED             | PERHAPS               | found \"PERHAPS\", expected ACCEPTED or REJECTED",
        "ACCEPTED             | INCONCLUSIVE          | found INCONCLUSIVE, expected ACCEPTED or REJECTED",
        "{\"FencedReplication\":\"ACCEPTED\"} | {}    | expected at least one spec to judge by",
        "\"spec\":\"FencedReplication\" | \"spec\":\"Raft\" | found \"Raft\", expected one of the specs",
    })
    void aHeaderThatDoesNotFitIsNamed(String old, String replacement, String problem) {
        assertThat(HEADER).contains(old);
        assertThatThrownBy(() -> read(HEADER.replace(old, replacement)))
                .isInstanceOf(TraceFormatException.class).hasMessageStartingWith("t.ndjson:1: ").hasMessageContaining(problem);
    }

    @Test
    void aFileThatWasCutOffIsNotATrace() {
        assertThatThrownBy(() -> read(HEADER + EVENT.substring(0, 50)))
                .hasMessage("t.ndjson:2: found the end of the file in the middle of the line, expected a whole line: the file is cut off");
        assertThatThrownBy(() -> read("")).hasMessageStartingWith("t.ndjson:1: found an empty file, expected a header");
        assertThatThrownBy(() -> read(EVENT)).hasMessageContaining("expected a header");
        assertThatThrownBy(() -> read(HEADER + HEADER)).hasMessageStartingWith("t.ndjson:2: found \"another header\", expected an event");
    }

    private static List<TraceEvent> read(String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (TraceReader reader = new TraceReader("t.ndjson", new ByteArrayInputStream(bytes), Vocabulary.standard())) {
            return reader.rest();
        }
    }
}
