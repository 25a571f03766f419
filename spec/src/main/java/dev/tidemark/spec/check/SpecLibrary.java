package dev.tidemark.spec.check;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Specs and their models: a folder or a jar with {@code models.json} and, below {@code tla}, a folder for each area. */
public final class SpecLibrary {
    private static final String MANIFEST = "models.json";
    private static final String TLA = "tla";

    private final Path root;

    private SpecLibrary(Path root) {
        this.root = root;
    }

    /** A library that is a folder, or a jar. */
    public static SpecLibrary at(Path root) {
        return new SpecLibrary(root);
    }

    /** Our specs, from where this class comes from. */
    public static SpecLibrary ofTidemark() {
        return new SpecLibrary(codeSource());
    }

    /** The folder or jar with our classes. */
    static Path codeSource() {
        try {
            URI place = SpecLibrary.class.getProtectionDomain().getCodeSource().getLocation().toURI();
            return Path.of(place);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path is no path", e);
        }
    }

    public Manifest manifest() throws IOException {
        return read(folder -> Manifest.read(folder.resolve(MANIFEST)));
    }

    /** Copies the specs, as they lie below {@code tla}. */
    void copyTo(Path target) throws IOException {
        read(folder -> {
            copy(folder.resolve(TLA), target);
            return target;
        });
    }

    static void copy(Path folder, Path target) throws IOException {
        for (Path file : filesBelow(folder)) {
            Path to = target.resolve(folder.relativize(file).toString());
            Files.createDirectories(to.getParent());
            Files.copy(file, to);
        }
    }

    private static List<Path> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private interface Reading<T> {
        T from(Path folder) throws IOException;
    }

    private <T> T read(Reading<T> reading) throws IOException {
        if (Files.isDirectory(root)) {
            return reading.from(root);
        }
        try (FileSystem jar = FileSystems.newFileSystem(root)) {
            return reading.from(jar.getPath("/"));
        }
    }
}
