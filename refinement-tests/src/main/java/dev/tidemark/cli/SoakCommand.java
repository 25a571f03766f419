package dev.tidemark.cli;

import dev.tidemark.cli.Soak.Soaked;
import dev.tidemark.simulation.FaultPlan;
import dev.tidemark.simulation.Run;
import dev.tidemark.simulation.Workload;
import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tidemark soak}. */
@Command(name = "soak", description = {"Simulate and judge many seeds, in process: each run by the specs, and by what its clients saw.",
    "Ends with the first run that is not as expected, and says how to repeat it."})
final class SoakCommand implements Callable<Integer> {
    private static final int AHEAD = 4;

    private final Console console;
    private final Map<String, Long> actions = new TreeMap<>();
    private long runs;
    private long events;

    @Option(names = "--seeds", paramLabel = "A..B", required = true, converter = SeedRange.Converter.class, description = "Which seeds, such as 1..2000.")
    private SeedRange seeds;

    @Option(names = "--workload", paramLabel = "NAME", defaultValue = "mixed", description = "What is done, and to what; ${DEFAULT-VALUE} unless told.")
    private String workload;

    @Option(names = "--faults", paramLabel = "NAME", defaultValue = "everything", description = "What goes wrong; ${DEFAULT-VALUE} unless told.")
    private String faults;

    @Option(names = "--steps", paramLabel = "N", defaultValue = "500", description = "Of each run: how many steps until the faults end; ${DEFAULT-VALUE} unless told.")
    private long steps;

    @Option(names = "--minutes", paramLabel = "N", description = "Begin no further run after so many minutes.")
    private Optional<Integer> minutes = Optional.empty();

    SoakCommand(Surroundings surroundings) {
        this.console = surroundings.console();
    }

    @Override
    public Integer call() throws IOException {
        if (steps < 1 || minutes.isPresent() && minutes.get() < 1) {
            throw new InputException((steps < 1 ? "--steps " + steps : "--minutes " + minutes.get()) + ": expected at least 1");
        }
        Workload work = SimulateCommand.workload(workload);
        FaultPlan plan = SimulateCommand.faults(work, faults);
        long start = System.nanoTime();
        long deadline = minutes.map(m -> start + Duration.ofMinutes(m).toNanos()).orElse(Long.MAX_VALUE);
        Optional<Soaked> failure = soak(seed -> new Run(work, plan, seed, steps), deadline);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        console.say(Amount.of(runs, "run") + " of " + workload + " under " + faults + ", " + Amount.of(events, "event") + " in " + Amount.seconds(elapsed) + ", "
                + Amount.rate(events, "event", elapsed) + (runs < seeds.count() && failure.isEmpty() ? "; time ran out before seed " + (seeds.first() + runs) : ""));
        tellCoverage();
        failure.ifPresent(this::tellFailure);
        return failure.map(Soaked::ending).orElse(Ending.AS_EXPECTED).exitCode();
    }

    /** A run for each seed. */
    private interface Plan {
        Run of(long seed);
    }

    /** On all processors, in the order of the seeds, until one fails. */
    private Optional<Soaked> soak(Plan plan, long deadline) throws IOException {
        int threads = Runtime.getRuntime().availableProcessors();
        try (Crew crew = new Crew("soak", threads); Guarded<Replayer> replayer = Guarded.of(console, new Replayer());
                ProgressLine line = ProgressLine.start(console, "seeds", seeds.count())) {
            Soak soak = new Soak(replayer.get());
            Deque<Future<Soaked>> pending = new ArrayDeque<>();
            for (long seed = seeds.first(); seed <= seeds.last() || !pending.isEmpty();) {
                boolean mayBegin = seed <= seeds.last() && System.nanoTime() < deadline;
                if (mayBegin && pending.size() < threads * AHEAD) {
                    Run run = plan.of(seed++);
                    pending.add(crew.begin(() -> soak.soak(run)));
                } else if (pending.isEmpty()) {
                    break;
                } else {
                    Soaked soaked = Crew.await(pending.remove());
                    count(soaked);
                    line.to(runs, Amount.of(events, "event"));
                    if (soaked.ending() != Ending.AS_EXPECTED) {
                        return Optional.of(soaked);
                    }
                }
            }
            return Optional.empty();
        }
    }

    private void count(Soaked soaked) {
        runs++;
        events += soaked.events();
        soaked.actions().forEach((action, count) -> actions.merge(action, count, Long::sum));
    }

    /** Which actions of the specs that were followed no run has taken. */
    private void tellCoverage() {
        Vocabulary vocabulary = Vocabulary.standard();
        for (String spec : vocabulary.names()) {
            var all = vocabulary.spec(spec).orElseThrow().actions().keySet();
            var never = all.stream().filter(action -> !actions.containsKey(spec + "." + action)).toList();
            if (never.size() < all.size()) {
                console.say("actions of " + spec + ": " + (all.size() - never.size()) + " of " + all.size() + " were taken"
                        + (never.isEmpty() ? "" : "; never " + String.join(", ", never)));
            }
        }
    }

    private void tellFailure(Soaked soaked) {
        console.say("seed " + soaked.run().seed() + " is not as expected:");
        console.say(soaked.reasons().stripTrailing());
        console.say("repeat it with: " + soaked.run().command() + " --out run.ndjson");
    }
}
