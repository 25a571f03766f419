package dev.tidemark.refinement;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The recorded trace of a run, in memory. */
final class Recording {
    private Recording() { }

    static byte[] of(Recorder recorder, Show show) throws IOException {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        Path data = Files.createTempDirectory("recording");
        try {
            recorder.record(show, data, trace);
        } finally {
            delete(data);
        }
        return trace.toByteArray();
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.delete(file);
            }
        }
    }
}
