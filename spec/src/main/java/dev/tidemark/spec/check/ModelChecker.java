package dev.tidemark.spec.check;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
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
    private final Map<Guard, TlcCommand> without = new HashMap<>();
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
        return check(command, model, scratch -> command.processFor(model, workers, scratch), progressed, Long.MAX_VALUE);
    }

    /** Checks a model before many others, whose processes begin faster after that. */
    public CheckResult checkFirst(Model model) throws IOException {
        return check(command, model, scratch -> command.archivingProcessFor(model, scratch), progress -> { }, Long.MAX_VALUE);
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
     * Checks a model of a spec without one of its guards.
     *
     * @param mostStates where to give up: without a guard there may be no end of them
     */
    public CheckResult checkWithout(Guard guard, Model model, long mostStates) throws IOException {
        TlcCommand tlc = commandWithout(guard, model.area());
        return check(tlc, model, scratch -> tlc.processFor(model, 1, scratch), progress -> { }, mostStates);
    }

    private synchronized TlcCommand commandWithout(Guard guard, String area) throws IOException {
        requireOpen();
        if (!without.containsKey(guard)) {
            Path specs = temporary.resolve("without-" + without.size());
            SpecLibrary.copy(temporary.resolve(SPECS), specs);
            guard.dropFrom(specs.resolve(area));
            without.put(guard, command(specs));
        }
        return without.get(guard);
    }

    /** A process of TLC, given a folder for what it writes. */
    private interface Command {
        ProcessBuilder in(Path scratch) throws IOException;
    }

    private CheckResult check(TlcCommand tlc, Model model, Command checking, Consumer<Progress> progressed, long mostStates) throws IOException {
        Path config = tlc.folder(model).resolve(model.config());
        if (!Files.exists(config)) {
            return new CheckResult(model, new Finding.Failed("found no " + model.config() + ", expected it in " + model.area() + "/models"), Progress.NONE, Duration.ZERO);
        }
        long start = System.nanoTime();
        AtomicBoolean gaveUp = new AtomicBoolean();
        Process process = start(checking);
        Transcript transcript = new Transcript(ConfigProperties.of(Files.readString(config)), progress -> {
            progressed.accept(progress);
            if (progress.distinct() > mostStates) {
                gaveUp.set(true);
                process.toHandle().destroyForcibly(); // unlike the process itself, which would take away what is still to be read
            }
        });
        int exitCode = read(process, transcript);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        Finding finding = transcript.finding(exitCode);
        boolean foundNothing = gaveUp.get() && finding instanceof Finding.Failed;
        return new CheckResult(model, foundNothing ? new Finding.GaveUp(mostStates) : finding, transcript.counts(), elapsed);
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

    private int read(Process process, Transcript transcript) throws IOException {
        try (BufferedReader reader = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                transcript.line(line);
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
