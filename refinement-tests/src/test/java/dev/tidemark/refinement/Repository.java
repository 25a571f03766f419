package dev.tidemark.refinement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where things lie in the source tree that is being tested. */
final class Repository {
    static final Path ROOT = Path.of(System.getProperty("tidemark.root", "..")).toAbsolutePath().normalize();
    static final Path CORPUS = ROOT.resolve("traces/corpus");
    static final Path IMPL = ROOT.resolve("impl/src/main/java");

    private Repository() { }

    /** The files below a folder with this ending, in order. */
    static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError("cannot list " + folder, e);
        }
    }
}
