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
import java.util.HashSet;
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
    private final Path temporary;
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

    private ModelChecker(Path temporary, TlcCommand command) {
        this.temporary = temporary;
        this.command = command;
    }

    public static ModelChecker of(SpecLibrary library, Settings settings) throws IOException {
        Path temporary = Files.createTempDirectory("tidemark-check");
        ModelChecker checker = new ModelChecker(temporary, TlcCommand.in(temporary.resolve("specs"), settings));
        try {
            library.copyTo(temporary.resolve("specs"));
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
        Path config = command.folder(model).resolve(model.config());
        if (!Files.exists(config)) {
            return new CheckResult(model, new Finding.Failed("found no " + model.config() + ", expected it in " + model.area() + "/models"), Progress.NONE, Duration.ZERO);
        }
        Transcript transcript = new Transcript(ConfigProperties.of(Files.readString(config)), progressed);
        long start = System.nanoTime();
        Process process = start(model, workers);
        int exitCode = read(process, transcript);
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new CheckResult(model, transcript.finding(exitCode), transcript.counts(), elapsed);
    }

    private synchronized Process start(Model model, int workers) throws IOException {
        requireOpen();
        runs++;
        Path scratch = Files.createDirectories(temporary.resolve("run-" + runs));
        Process process = command.processFor(model, workers, scratch).start();
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
