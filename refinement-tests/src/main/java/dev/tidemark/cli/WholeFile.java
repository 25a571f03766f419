package dev.tidemark.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there whole or not at all: it is written under another name, and gets its own at the end. */
final class WholeFile {
    private final Console console;
    private final Path target;

    /** @throws InputException if there can be no such file */
    WholeFile(Console console, Path target) {
        this.console = console;
        this.target = target.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new InputException(target + ": found a directory, expected the name of a file to write");
        }
        if (!Files.isDirectory(this.target.getParent())) {
            throw new InputException(target + ": found no directory " + this.target.getParent() + ", expected to write a file there");
        }
    }

    /** Writes the content. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void write(Content content) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            write(content, target); // A device or a pipe cannot be replaced.
            return;
        }
        Path unfinished = target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        Guarded<AutoCloseable> cleanUp = Guarded.of(console, () -> Files.deleteIfExists(unfinished));
        try {
            write(content, unfinished, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            cleanUp.close();
        }
    }

    private static void write(Content content, Path file, StandardOpenOption... options) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file, options), 1 << 16)) {
            content.writeTo(out);
        }
    }
}
