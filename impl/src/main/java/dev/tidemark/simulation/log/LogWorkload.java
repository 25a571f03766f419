package dev.tidemark.simulation.log;

import dev.tidemark.simulation.Outcome;
import dev.tidemark.simulation.Run;
import dev.tidemark.simulation.Workload;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;

/** What the owner of a log does to it during a run. */
public record LogWorkload(String name, String summary) implements Workload {

    public static List<LogWorkload> all() {
        return List.of(new LogWorkload("log", "one log on one disk: appended to, flushed, rolled, cut, shortened and opened again"));
    }

    @Override
    public List<LogFaults> faultPlans() {
        return LogFaults.all();
    }

    @Override
    public Outcome make(Run run, Path data, OutputStream trace) throws IOException {
        try (TraceWriter writer = new TraceWriter(trace, LogWorld.header(run.command(), run.seed()), Vocabulary.standard())) {
            return new Outcome(LogRun.run(run, run.faultsAmong(faultPlans()), data, writer), List.of());
        }
    }
}
