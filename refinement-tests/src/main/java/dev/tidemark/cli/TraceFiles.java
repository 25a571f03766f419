package dev.tidemark.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The traces that a user named, each once.
 *
 * @param files    files as they are named, and the {@code .ndjson} files of directories, at any depth, sorted
 * @param problems a line for everything that is no file and no directory with traces
 */
record TraceFiles(List<Path> files, List<String> problems) {
    static final String SUFFIX = ".ndjson";

    TraceFiles {
        files = List.copyOf(files);
        problems = List.copyOf(problems);
    }

    static TraceFiles of(List<Path> named) {
        Set<Path> files = new LinkedHashSet<>();
        List<String> problems = new ArrayList<>();
        for (Path path : named) {
            if (Files.isDirectory(path)) {
                addTracesBelow(path, files, problems);
            } else if (Files.exists(path)) {
                files.add(path);
            } else {
                problems.add(path + ": found nothing, expected a trace or a directory with traces");
            }
        }
        return new TraceFiles(List.copyOf(files), problems);
    }

    private static void addTracesBelow(Path directory, Set<Path> files, List<String> problems) {
        try (Stream<Path> below = Files.walk(directory)) {
            List<Path> traces = below.filter(file -> file.toString().endsWith(SUFFIX) && Files.isRegularFile(file)).sorted().toList();
            files.addAll(traces);
            if (traces.isEmpty()) {
                problems.add(directory + ": found no file named *" + SUFFIX + ", expected a directory with traces");
            }
        } catch (IOException | UncheckedIOException e) {
            problems.add(directory + ": " + OneLineErrors.reason(e) + ", expected a directory that can be read");
        }
    }
}
