package dev.tidemark.cli;

import dev.tidemark.storage.LogDirectoryReport;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.spec.check.Model;
import dev.tidemark.spec.check.ModelChecker;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code tidemark demo}: a model checked, a story on real files, its trace accepted, the trace of a refuted protocol rejected. */
@Command(name = "demo", description = "The guided tour, in less than a minute: a model checked, a story run on real files, its trace judged, and a lost record found.")
final class DemoCommand implements Callable<Integer> {
    static final String MODEL = "FencedMinIsr";
    static final String STORY = "leader-failure-acks-all";
    static final String REFUTED = "truncation-loses-data";
    private static final long SEED = 1;
    /** The trace is gone when the tour is over. */
    private static final String REPLAY_HINT = "  replay ";
    private static final int DUMPED_LINES = 12;

    private final Surroundings surroundings;
    private final Console console;

    DemoCommand(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        Ending ending = checkModel();
        try (Guarded<TemporaryFolder> folder = Guarded.of(console, TemporaryFolder.create());
                Guarded<Replayer> replayer = Guarded.of(console, new Replayer())) {
            ending = ending.or(story(folder.get().path(), replayer.get())).or(lostRecord(folder.get().path(), replayer.get()));
        }
        next();
        return ending.exitCode();
    }

    private Ending checkModel() throws IOException {
        Model model = surroundings.specs().manifest().named(MODEL).orElseThrow(() -> new IllegalStateException("found no model " + MODEL));
        tell("1. The specs", "",
                "A TLA+ spec says which steps the replicas of a Kafka partition may take, and what they promise to clients.",
                "TLC takes all of them, within bounds, and looks for a state that breaks a promise. This model:", model.shows() + ".", "");
        return new ModelChecks(surroundings, new ModelChecker.Settings(Runtime.getRuntime().availableProcessors(), Optional.empty())).run(List.of(model));
    }

    private Ending story(Path folder, Replayer replayer) throws IOException {
        tell("", "2. A cluster on real files", "",
                "The implementation takes the same steps. Brokers X, Y and Z have one partition; a producer sends M1 to M4 with acks=all.", "");
        Path trace = play(STORY, folder);
        tell("", "What is now on the disk of Y, in Kafka's own format:", "");
        LogDirectoryReport.of(RealDisk.readOnlyAt(folder.resolve(STORY).resolve("Y")), "").orElseThrow().lines().stream().limit(DUMPED_LINES).forEach(line -> tell("  " + line));
        tell("", "3. Was every step allowed?", "",
                "Each step was written down, with what it left behind. Replay checks each line against the spec: the action and its",
                "arguments, every value, every invariant, and the contract with the client.", "");
        return judge(trace, replayer);
    }

    private Path play(String name, Path folder) throws IOException {
        Scenario scenario = Scenarios.named(name).orElseThrow(() -> new IllegalStateException("found no scenario " + name));
        Path trace = folder.resolve(name + TraceFiles.SUFFIX);
        try (OutputStream out = Files.newOutputStream(trace)) {
            scenario.play(SEED, Files.createDirectory(folder.resolve(name)), out, line -> tell("  " + line));
        }
        return trace;
    }

    /** Judges a trace, and then once more to learn how fast that is when the specs are loaded. */
    private Ending judge(Path trace, Replayer replayer) throws IOException {
        replayer.replay(trace, Replayer.DEFAULT_BUDGET);
        long start = System.nanoTime();
        List<ScopeReport> reports = replayer.replay(trace, Replayer.DEFAULT_BUDGET);
        List<Judge.Judged> judged = reports.stream().map(Judge.Judged::byEngine).toList();
        Verdicts verdicts = new Verdicts(judged, List.of(), 1, Duration.ofNanos(System.nanoTime() - start));
        for (ScopeReport report : reports) {
            report.text().replace(trace.getParent() + "/", "").lines().filter(line -> !line.startsWith(REPLAY_HINT)).forEach(line -> tell("  " + line));
        }
        tell("  " + verdicts.summary());
        return verdicts.ending();
    }

    private Ending lostRecord(Path folder, Replayer replayer) throws IOException {
        tell("", "4. A protocol that loses data", "",
                "Kafka's first protocol had a follower cut its log at its own high watermark. The same code base can still run it:", "");
        Path trace = play(REFUTED, folder);
        tell("", "The spec of the protocol that Kafka has today, FencedReplication, does not let that pass. The old one does, as it should:", "");
        Ending ending = judge(trace, replayer);
        tell("", "In plain words: Z had M1 and M2, and did not know yet that M2 was committed. When Y took over, Z threw M2 away before it had",
                "asked Y, and was then elected itself. FencedReplication allows no such step: becoming a follower leaves the log as it is, and",
                "a follower cuts it only where the leader's epochs say that the two logs differ.");
        return ending;
    }

    private void next() {
        tell("", "Where to go from here", "",
                "  ./tidemark check                                             all quick models, also those that must be refuted",
                "  ./tidemark simulate --scenario " + REFUTED + " --out lost.ndjson",
                "  ./tidemark replay lost.ndjson                                the verdicts that you have just seen",
                "  ./tidemark scenarios                                         what else can be simulated");
    }

    private void tell(String... lines) {
        for (String line : lines) {
            console.say(line);
        }
    }
}
