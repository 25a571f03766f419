package dev.tidemark.traces;

import static org.assertj.core.api.Assertions.assertThat;

import com.pholser.junit.quickcheck.Property;
import com.pholser.junit.quickcheck.random.SourceOfRandomness;
import com.pholser.junit.quickcheck.runner.JUnitQuickcheck;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.runner.RunWith;

/** What is written is what is read, to the byte; and a change leads from the one value to the other. */
@RunWith(JUnitQuickcheck.class)
public class RoundTripProperties {
    private static final Vocabulary VOCABULARY = Vocabulary.standard();

    @Property(trials = 200)
    public void aTraceSurvivesWritingAndReading(long seed) throws IOException {
        ArbitraryValues values = new ArbitraryValues(new SourceOfRandomness(new Random(seed)));
        SpecVocabulary spec = VOCABULARY.spec(ReplicationVocabulary.FENCED_REPLICATION).orElseThrow();
        Map<String, Object> constants = Map.of("Replicas", List.of("b2", "b1"), "MinIsr", 1, "UncleanElection", false, "None", "none", "Acks", List.of("all"));
        TraceHeader header = new TraceHeader("tidemark simulate --seed " + seed, seed,
                List.of(SpecInstance.accepted("orders-0", spec.name(), constants)));
        List<TraceEvent> events = new ArrayList<>();
        for (long seq = 1; seq <= 5; seq++) {
            events.add(values.event(seq, spec, "orders-0"));
        }

        byte[] bytes = write(header, events);
        try (TraceReader reader = new TraceReader("memory", new ByteArrayInputStream(bytes), VOCABULARY)) {
            assertThat(reader.header()).isEqualTo(header.canonical(VOCABULARY));
            List<TraceEvent> read = reader.rest();
            assertThat(read).isEqualTo(events.stream().map(spec::canonical).toList());
            assertThat(write(reader.header(), read)).as("the same events give the same bytes").isEqualTo(bytes);
        }
    }

    @Property(trials = 200)
    public void aChangeLeadsFromOneValueToTheOther(long seed) {
        ArbitraryValues values = new ArbitraryValues(new SourceOfRandomness(new Random(seed)));
        for (VariableSignature variable : VOCABULARY.spec(ReplicationVocabulary.FENCED_REPLICATION).orElseThrow().variables().values()) {
            List<Object> two = values.two(variable.change());
            Object after = variable.change().between(two.get(0), two.get(1))
                    .map(change -> variable.change().apply(two.get(0), variable.change().canonical(change))).orElse(two.get(0));
            assertThat(after).as(variable.name()).isEqualTo(two.get(1));
        }
    }

    private static byte[] write(TraceHeader header, List<TraceEvent> events) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TraceWriter writer = new TraceWriter(bytes, header, VOCABULARY)) {
            events.forEach(writer::emit);
        }
        return bytes.toByteArray();
    }
}
