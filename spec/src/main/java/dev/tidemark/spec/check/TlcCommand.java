package dev.tidemark.spec.check;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How TLC is started: in a JVM with its own temporary directory, because it unpacks its standard modules there under fixed names. */
final class TlcCommand {
    private static final String TLC = "tlc2/TLC.class";
    /** With fewer states the optimizing compiler costs more than it gives: a third of the time without it, but 1.3 times with 80,000. */
    private static final long SHORT_STATES = 50_000;
    private static final long LEAST_HEAP_MB = 512;
    private static final long MOST_HEAP_MB = 16_384;

    private final Path specs;
    private final Path classArchive;
    private final String classPath;
    private final int workers;

    private TlcCommand(Path specs, Path classArchive, String classPath, int workers) {
        this.specs = specs;
        this.classArchive = classArchive;
        this.classPath = classPath;
        this.workers = workers;
    }

    /**
     * @param specs        where the areas are, or will be
     * @param classArchive where a first process may leave its classes as the JVM has prepared them; those after it begin in two thirds of the time
     */
    static TlcCommand in(Path specs, Path classArchive, ModelChecker.Settings settings) {
        Path tlc = settings.tla2tools().map(Path::toAbsolutePath).orElseGet(TlcCommand::ownTlc);
        return new TlcCommand(specs, classArchive, SpecLibrary.codeSource() + File.pathSeparator + tlc, settings.workers());
    }

    private static Path ownTlc() {
        URL place = TlcCommand.class.getClassLoader().getResource(TLC);
        try {
            return Path.of(((JarURLConnection) place.openConnection()).getJarFileURL().toURI());
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("found TLC at " + place + ", expected it in a jar", e);
        }
    }

    /** The folder of a model's module and configuration. */
    Path folder(Model model) {
        return specs.resolve(model.area()).resolve("models");
    }

    /**
     * @param threads of TLC
     * @param scratch an empty folder for what TLC writes
     */
    ProcessBuilder processFor(Model model, int threads, Path scratch) throws IOException {
        Path temporary = Files.createDirectories(scratch.resolve("tmp"));
        return new ProcessBuilder(new ArrayList<>(Stream.of(virtualMachine(temporary, threads), archivedClasses(), compiler(model), library(model),
                List.of(TlcMain.class.getName()), tlc(model, threads, scratch)).flatMap(List::stream).toList()))
                .directory(folder(model).toFile())
                .redirectErrorStream(true);
    }

    /** The same, which leaves the archive of its classes. The JVM archives only what comes from jars. */
    ProcessBuilder archivingProcessFor(Model model, Path scratch) throws IOException {
        ProcessBuilder process = processFor(model, 1, scratch);
        if (Files.isRegularFile(SpecLibrary.codeSource())) {
            process.command().add(1, "-XX:ArchiveClassesAtExit=" + classArchive);
        }
        return process;
    }

    /** A process that explores a model without some guards; see {@link GuardlessMain}. */
    ProcessBuilder guardlessProcessFor(Model model, Path scratch, ModelChecker.Limit limit, List<Integer> guards) throws IOException {
        Path temporary = Files.createDirectories(scratch.resolve("tmp"));
        List<String> arguments = List.of(GuardlessMain.class.getName(), model.module(), model.config(), Integer.toString(workers), Long.toString(limit.states()),
                Integer.toString(limit.times()));
        return new ProcessBuilder(Stream.of(virtualMachine(temporary, workers), library(model), arguments, guards.stream().map(String::valueOf).toList())
                .flatMap(List::stream).toList()).directory(folder(model).toFile()).redirectErrorStream(true);
    }

    private List<String> archivedClasses() {
        return Files.exists(classArchive) ? List.of("-XX:SharedArchiveFile=" + classArchive) : List.of();
    }

    private List<String> virtualMachine(Path temporary, int threads) {
        return List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.io.tmpdir=" + temporary, "-Xmx" + heapMb(threads) + "m",
                "-XX:+UseParallelGC", "-XX:-UsePerfData", "-Dfile.encoding=UTF-8", "-Duser.language=en", "-Duser.country=US", "-cp", classPath);
    }

    private static List<String> compiler(Model model) {
        boolean isShort = model.budget() == Model.BudgetClass.QUICK
                && !(model.expectation() instanceof Expectation.Holds holds && holds.distinctStates().orElse(0) >= SHORT_STATES);
        return isShort ? List.of("-XX:TieredStopAtLevel=1") : List.of();
    }

    /** Where TLC looks for modules that are not beside the model: first in its area. */
    private List<String> library(Model model) throws IOException {
        try (Stream<Path> areas = Files.list(specs)) {
            String path = Stream.concat(Stream.of(specs.resolve(model.area())), areas.filter(Files::isDirectory).sorted())
                    .distinct().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
            return List.of("-DTLA-Library=" + path);
        }
    }

    private List<String> tlc(Model model, int threads, Path scratch) {
        return List.of("-tool", "-metadir", scratch.resolve("states").toString(), "-workers", Integer.toString(workersFor(model, threads)), "-lncheck", "final",
                "-config", model.config(), model.module() + ".tla");
    }

    /** Only one worker is sure to find a shortest counterexample. */
    private int workersFor(Model model, int threads) {
        return model.expectation() instanceof Expectation.Violates violates && violates.counterexampleLength().isPresent() ? 1 : threads;
    }

    /** Half of what the machine, or the container, has; of that, its share. */
    private long heapMb(int threads) {
        long totalMb = ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class).getTotalMemorySize() >> 20;
        return Math.max(LEAST_HEAP_MB, Math.min(MOST_HEAP_MB, totalMb / 2 * threads / workers));
    }
}
