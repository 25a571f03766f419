package dev.tidemark.storage.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Copies of a log directory, to be opened by somebody else. */
final class DirectoryCopy {
    private DirectoryCopy() { }

    static Path of(Path directory, Path target) throws IOException {
        return copy(directory, target, file -> true);
    }

    /** Without anything that can be made of the batches again. */
    static Path ofBatches(Path directory, Path target) throws IOException {
        return copy(directory, target, file -> file.toString().endsWith(".log"));
    }

    private static Path copy(Path directory, Path target, Predicate<Path> isWanted) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(file -> !file.equals(directory)).filter(file -> Files.isDirectory(file) || isWanted.test(file)).toList()) {
                Files.copy(file, target.resolve(directory.relativize(file)));
            }
        }
        return target;
    }
}
