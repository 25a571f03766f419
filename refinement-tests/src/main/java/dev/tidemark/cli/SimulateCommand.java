package dev.tidemark.cli;

import dev.tidemark.simulation.FaultPlan;
import dev.tidemark.simulation.Run;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.Workload;
import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.simulation.scenario.Workloads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark simulate}. */
@Command(name = "simulate", description = {"Run a simulated cluster, or a log on a simulated disk, over real files: a scenario, which tells what happens, or a workload under faults.",
    "The same seed gives the same trace and the same files."})
final class SimulateCommand implements Callable<Integer> {
    private static final long DEFAULT_STEPS = 2_000;

    private final Console console;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private Subject subject;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "What chance depends on; ${DEFAULT-VALUE} unless told.")
    private long seed;

    @Option(names = "--steps", paramLabel = "N", description = "Of a workload: how many steps until the faults end; " + DEFAULT_STEPS + " unless told.")
    private Optional<Long> steps = Optional.empty();

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write the trace; without, it is not kept.")
    private Optional<Path> out = Optional.empty();

    @Option(names = "--data-dir", paramLabel = "DIR", description = "Where the nodes keep their files, an empty or new directory; without, they are not kept.")
    private Optional<Path> dataDirectory = Optional.empty();

    /** What to simulate. */
    private static final class Subject {
        @Option(names = "--scenario", paramLabel = "NAME", required = true, description = "A phenomenon; tidemark scenarios lists them.")
        private Optional<String> scenario = Optional.empty();

        @ArgGroup(exclusive = false)
        private Load load;
    }

    /** A workload under faults. */
    private static final class Load {
        @Option(names = "--workload", paramLabel = "NAME", required = true, description = "What is done, and to what; tidemark scenarios lists them.")
        private String workload;

        @Option(names = "--faults", paramLabel = "NAME", required = true, description = "What goes wrong; tidemark scenarios lists which go with a workload.")
        private String faults;
    }

    SimulateCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        Recording recording = subject.scenario.isPresent() ? story(subject.scenario.get()) : run();
        Optional<WholeFile> file = out.map(path -> new WholeFile(console, path));
        dataDirectory.ifPresent(SimulateCommand::requireEmpty);
        if (dataDirectory.isPresent()) {
            return record(recording, Files.createDirectories(dataDirectory.get()), file).exitCode();
        }
        try (Guarded<TemporaryFolder> folder = Guarded.of(console, TemporaryFolder.create())) {
            return record(recording, folder.get().path(), file).exitCode();
        }
    }

    /** Something that makes a trace; and what clients have to complain of. */
    private interface Recording {
        List<String> make(Path data, OutputStream trace) throws IOException;
    }

    private Recording story(String name) {
        if (steps.isPresent()) {
            throw new InputException("--steps: found it with --scenario, expected it with --workload only: a scenario ends when its story does");
        }
        Scenario scenario = Scenarios.named(name).orElseThrow(() -> unknown("scenario", name, Scenarios.all().stream().map(Scenario::name)));
        return (data, trace) -> {
            scenario.play(seed, data, trace, console::say);
            return List.of();
        };
    }

    private Recording run() {
        Workload workload = workload(subject.load.workload);
        FaultPlan faults = faults(workload, subject.load.faults);
        long until = steps.orElse(DEFAULT_STEPS);
        if (until < 1) {
            throw new InputException("--steps: found " + until + ", expected at least 1");
        }
        return (data, trace) -> {
            try (ProgressLine line = ProgressLine.start(console, "steps", until)) {
                Run run = new Run(workload, faults, seed, until);
                return run.make(data, new LineCounter(trace, count -> line.to(Math.min(count, until), ""))).complaints();
            }
        };
    }

    /** @throws InputException if there is none of this name */
    static Workload workload(String name) {
        return Workloads.named(name).orElseThrow(() -> unknown("workload", name, Workloads.all().stream().map(Workload::name)));
    }

    /** @throws InputException if there is none of this name that goes with the workload */
    static FaultPlan faults(Workload workload, String name) {
        Optional<? extends FaultPlan> found = workload.faultPlan(name);
        boolean isKnown = Workloads.all().stream().anyMatch(other -> other.faultPlan(name).isPresent());
        String kind = isKnown ? "fault plan that goes with workload " + workload.name() + " and is called" : "fault plan";
        return found.<FaultPlan>map(plan -> plan).orElseThrow(() -> unknown(kind, name, workload.faultPlans().stream().map(FaultPlan::name)));
    }

    private Ending record(Recording recording, Path data, Optional<WholeFile> file) throws IOException {
        long[] lines = {0};
        List<String> complaints = new ArrayList<>();
        WholeFile.Content content = trace -> complaints.addAll(recording.make(data, new LineCounter(trace, count -> lines[0] = count)));
        try {
            if (file.isPresent()) {
                file.get().write(content);
            } else {
                content.writeTo(OutputStream.nullOutputStream());
            }
        } catch (IllegalStateException e) {
            console.complain("with seed " + seed + " what was expected did not happen: " + OneLineErrors.oneLine(e.getMessage()));
            return Ending.NOT_AS_EXPECTED;
        }
        console.say("trace: " + Amount.of(lines[0] - 1, "event") + out.map(path -> " in " + path + "; judge it with: tidemark replay " + path).orElse(", not kept (--out FILE keeps it)"));
        dataDirectory.ifPresent(directory -> console.say("files: in " + directory + "; look at them with: tidemark dump " + directory.resolve("NODE")));
        complaints.forEach(complaint -> console.say("clients: " + complaint));
        return complaints.isEmpty() ? Ending.AS_EXPECTED : Ending.NOT_AS_EXPECTED;
    }

    private static void requireEmpty(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.limit(1).toList();
            if (!found.isEmpty()) {
                throw new InputException(directory + ": found " + found.get(0).getFileName() + " in it, expected an empty directory, or none");
            }
        } catch (IOException e) {
            throw new InputException(directory + ": found no directory that can be read, expected an empty one, or none");
        }
    }

    private static InputException unknown(String kind, String name, Stream<String> known) {
        return new InputException("found no " + kind + " " + name + ", expected one of " + String.join(", ", known.toList()));
    }
}
