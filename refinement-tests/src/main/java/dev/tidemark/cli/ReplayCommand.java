package dev.tidemark.cli;

import dev.tidemark.spec.replay.Replayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tidemark replay}. */
@Command(name = "replay", description = {"Judge traces by the specs: a verdict for each file, scope and spec, compared with the one in the trace's header.",
    "Of several files the worst ending counts: unreadable (2), then not as expected (1), then inconclusive (3)."})
final class ReplayCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(paramLabel = "FILE|DIR", arity = "1..*", description = "Traces, and directories with traces (*" + TraceFiles.SUFFIX + ").")
    private List<Path> paths;

    @Option(names = "--report", paramLabel = "FILE.json", description = "Where to write the verdicts as JSON.")
    private Optional<Path> report = Optional.empty();

    @Option(names = "--budget", paramLabel = "N", defaultValue = "" + Replayer.DEFAULT_BUDGET,
            description = "How many times actions may be evaluated for a verdict; ${DEFAULT-VALUE} unless told.")
    private long budget;

    @Option(names = "--arbiter", description = "Have TLC, as a process of its own, judge each scope as well; slow. That the two verdicts differ is as bad as a rejection.")
    private boolean arbiter;

    ReplayCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        if (budget < 1) {
            throw new InputException("--budget: found " + budget + ", expected at least 1");
        }
        Optional<WholeFile> file = report.map(path -> new WholeFile(console, path));
        Verdicts verdicts = replay(TraceFiles.of(paths));
        if (file.isPresent()) {
            file.get().write(verdicts::writeJson);
        }
        return verdicts.ending().exitCode();
    }

    private Verdicts replay(TraceFiles traces) throws IOException {
        if (!arbiter) {
            try (Guarded<Replayer> replayer = Guarded.of(console, new Replayer())) {
                return new Replays(console, new Judge.Engine(replayer.get(), budget)).run(traces);
            }
        }
        try (Guarded<Replayer> replayer = Guarded.of(console, new Replayer()); Guarded<Arbiter> tlc = Guarded.of(console, new Arbiter())) {
            return new Replays(console, new Judge.EngineAndArbiter(replayer.get(), budget, tlc.get())).run(traces);
        }
    }
}
