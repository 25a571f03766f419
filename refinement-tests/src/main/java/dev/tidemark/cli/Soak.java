package dev.tidemark.cli;

import dev.tidemark.simulation.Outcome;
import dev.tidemark.simulation.Run;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.traces.TraceEvent;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Simulates runs and judges each of them, by the specs and by what its clients saw. Safe for several threads. */
final class Soak {
    private final Replayer replayer;

    Soak(Replayer replayer) {
        this.replayer = replayer;
    }

    /**
     * What became of a run.
     *
     * @param events  how many its trace has
     * @param actions how often each action was taken, as {@code Spec.Action}
     * @param ending  the worst of its verdicts
     * @param reasons what is wrong, ready to print; empty if all is as expected
     */
    record Soaked(Run run, long events, Map<String, Long> actions, Ending ending, String reasons) { }

    Soaked soak(Run run) throws IOException {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        try (TemporaryFolder data = TemporaryFolder.create()) {
            Outcome outcome = run.make(data.path(), trace);
            return judge(run, outcome, trace.toByteArray());
        }
    }

    private Soaked judge(Run run, Outcome outcome, byte[] trace) throws IOException {
        try (TraceReader reader = new TraceReader(run.command(), new ByteArrayInputStream(trace), Vocabulary.standard())) {
            List<TraceEvent> events = reader.rest();
            List<ScopeReport> unexpected = replayer.replay("run.ndjson", reader.header(), events, Replayer.DEFAULT_BUDGET).stream()
                    .filter(report -> !report.isAsExpected()).toList();
            Map<String, Long> actions = events.stream()
                    .collect(Collectors.groupingBy(event -> event.spec() + "." + event.action(), TreeMap::new, Collectors.counting()));
            String reasons = Stream.concat(unexpected.stream().map(ScopeReport::text), outcome.complaints().stream().map(line -> "clients: " + line + "\n"))
                    .collect(Collectors.joining());
            return new Soaked(run, outcome.events(), actions, ending(unexpected, outcome), reasons);
        }
    }

    private static Ending ending(List<ScopeReport> unexpected, Outcome outcome) {
        Optional<Ending> worst = unexpected.stream()
                .map(report -> report.judgement().verdict() == Verdict.INCONCLUSIVE ? Ending.INCONCLUSIVE : Ending.NOT_AS_EXPECTED).reduce(Ending::or);
        return worst.orElse(Ending.AS_EXPECTED).or(outcome.complaints().isEmpty() ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED);
    }
}
