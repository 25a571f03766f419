package dev.tidemark.spec.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Checks models, each with a TLC of its own, in a temporary copy of the specs; any number at a time.
 *
 * <p>Closing, from any thread, ends every TLC and deletes everything; a check that was under way then ends with a {@link CancellationException}.
 */
public final class ModelChecker implements AutoCloseable {
    private static final String SPECS = "specs";

    private final Path temporary;
    private final Settings settings;
    private final TlcCommand command;
    private final Set<Process> running = new HashSet<>();
    private boolean isClosed;
    private int runs;

    /**
     * What a user may choose.
     *
     * @param workers   threads of TLC, of all models that are checked at the same time
     * @param tla2tools another TLC than our own
     */
    public record Settings(int workers, Optional<Path> tla2tools) { }

    private ModelChecker(Path temporary, Settings settings) {
        this.temporary = temporary;
        this.settings = settings;
        this.command = command(temporary.resolve(SPECS));
    }

    private TlcCommand command(Path specs) {
        return TlcCommand.in(specs, temporary.resolve("classes.jsa"), settings);
    }

    public static ModelChecker of(SpecLibrary library, Settings settings) throws IOException {
        Path temporary = Files.createTempDirectory("tidemark-check");
        ModelChecker checker = new ModelChecker(temporary, settings);
        try {
            library.copyTo(temporary.resolve(SPECS));
            return checker;
        } catch (IOException | RuntimeException e) {
            checker.close();
            throw e;
        }
    }

    /**
     * Checks a model.
     *
     * @param workers    threads of its TLC
     * @param progressed is told several times a second how far TLC is
     */
    public CheckResult check(Model model, int workers, Consumer<Progress> progressed) throws IOException {
        return check(model, scratch -> command.processFor(model, workers, scratch), progressed);
    }

    /** Checks a model before many others, whose processes begin faster after that. */
    public CheckResult checkFirst(Model model) throws IOException {
        return check(model, scratch -> command.archivingProcessFor(model, scratch), progress -> { });
    }

    /** The specs that a model is of: modules that choose a Next. */
    public Set<String> specsOf(Model model) throws IOException {
        return new Extensions(temporary.resolve(SPECS)).specsOf(model);
    }

    /** The guards of a spec, in the order of its Next. */
    public List<Guard> guards(String area, String spec) throws IOException {
        return Guards.of(temporary.resolve(SPECS).resolve(area), spec);
    }

    /**
     * What became of a model without one of the guards, or with all of them.
     *
     * @param guard   none if it has them all
     * @param states  distinct ones that were found
     * @param noticed what went wrong; only properties other than liveness are looked at
     */
    public record Without(Model model, Optional<Guard> guard, long states, Optional<Noticed> noticed) { }

    /** How many states are explored at most without a guard: so many, and so many times those that there are with it. */
    public record Limit(long states, int times) { }

    /**
     * Explores a model of a spec, first as it is, then without each of some guards.
     *
     * @param guards  all of the spec
     * @param dropped those of them to do without
     * @param found   is told of each
     */
    public void checkWithoutEach(List<Guard> guards, List<Guard> dropped, Model model, Limit limit, Consumer<Without> found) throws IOException {
        TlcCommand tlc = guardless(guards, model.area());
        ConfigProperties properties = ConfigProperties.of(Files.readString(tlc.folder(model).resolve(model.config())));
        Process process = start(scratch -> tlc.guardlessProcessFor(model, scratch, limit, dropped.stream().map(guard -> guards.indexOf(guard) + 1).toList()));
        List<String> otherLines = new ArrayList<>();
        int exitCode = read(process, line -> GuardlessMain.Line.parse(line).ifPresentOrElse(said -> found.accept(new Without(model,
                said.guard() == DroppedGuard.NONE ? Optional.empty() : Optional.of(guards.get(said.guard() - 1)), said.outcome().states(),
                said.outcome().noticed().map(properties::resolved))), () -> otherLines.add(line)));
        if (exitCode != 0) {
            throw new IllegalStateException(model.name() + " without guards: exit code " + exitCode + "\n" + String.join("\n", otherLines));
        }
    }

    private synchronized TlcCommand guardless(List<Guard> guards, String area) throws IOException {
        requireOpen();
        Path specs = temporary.resolve("guardless");
        if (!Files.exists(specs)) {
            SpecLibrary.copy(temporary.resolve(SPECS), specs);
            DroppedGuard.makeDroppable(specs.resolve(area), guards);
        }
        return command(specs);
    }

    /** A process of TLC, given a folder for what it writes. */
    private interface Command {
        ProcessBuilder in(Path scratch) throws IOException;
    }

    private CheckResult check(Model model, Command checking, Consumer<Progress> progressed) throws IOException {
        Path config = command.folder(model).resolve(model.config());
        if (!Files.exists(config)) {
            return new CheckResult(model, new Finding.Failed("found no " + model.config() + ", expected it in " + model.area() + "/models"), Progress.NONE, Duration.ZERO);
        }
        long start = System.nanoTime();
        Process process = start(checking);
        Transcript transcript = new Transcript(ConfigProperties.of(Files.readString(config)), progressed);
        int exitCode = read(process, transcript::line);
        return new CheckResult(model, transcript.finding(exitCode), transcript.counts(), Duration.ofNanos(System.nanoTime() - start));
    }

    private synchronized Process start(Command checking) throws IOException {
        requireOpen();
        runs++;
        Path scratch = Files.createDirectories(temporary.resolve("run-" + runs));
        Process process = checking.in(scratch).start();
        process.getOutputStream().close();
        running.add(process);
        return process;
    }

    private int read(Process process, Consumer<String> lines) throws IOException {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                lines.accept(line);
            }
            int exitCode = process.waitFor();
            ended(process);
            return exitCode;
        } catch (IOException e) {
            requireOpen();
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }

    private synchronized void ended(Process process) {
        requireOpen();
        running.remove(process);
    }

    private synchronized void requireOpen() {
        if (isClosed) {
            throw new CancellationException("the model checker was closed");
        }
    }

    @Override
    public void close() {
        try {
            kill();
            delete();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void kill() {
        isClosed = true;
        running.forEach(Process::destroyForcibly);
        running.forEach(process -> process.onExit().join());
    }

    private void delete() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // It was closed before.
        }
    }
}
