package dev.tidemark.storage.kafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.tools.DumpLogSegments;

/**
 * What Apache Kafka's {@code DumpLogSegments} says of a partition's directory. The tool ends well whatever it finds, so its output is read: all
 * that it writes to standard error is a complaint, but for false alarms, and some of what it writes to standard output is.
 */
public final class DumpedSegments {
    private static final List<String> KINDS = List.of(".log", ".index", ".timeindex", ".snapshot", ".txnindex");
    /** Once per segment that does not begin at 0 it says that -1 is followed by its base offset. */
    private static final Pattern FIRST_OF_A_SEGMENT = Pattern.compile("Non-consecutive offsets in [^\\n]*\\n\\s+-1 is followed by \\d+\\n(?!\\s)");
    /** What the cleaner leaves is not consecutive, and the largest timestamp of a batch that it emptied is in the header only. */
    private static final Pattern CLEANED = Pattern.compile("Non-consecutive offsets in [^\\n]*\\n(\\s+-?\\d+ is followed by \\d+\\n)+"
            + "|Found timestamp mismatch in [^\\n]*\\n(\\s+Index timestamp: \\d+, log timestamp: -1\\n)+(?!\\s)");

    private DumpedSegments() { }

    public static List<String> complaints(Path directory, boolean isCompacted) throws IOException {
        String files = String.join(",", files(directory));
        List<String> complaints = new ArrayList<>();
        for (List<String> mode : List.of(List.of("--deep-iteration", "--print-data-log"), List.of("--index-sanity-check"), List.of("--verify-index-only"))) {
            List<String> arguments = new ArrayList<>(mode);
            arguments.addAll(List.of("--files", files));
            Output output = dump(arguments);
            output.out.lines().filter(line -> line.contains("isvalid: false") || line.contains("invalid bytes")).forEach(complaints::add);
            (isCompacted ? CLEANED : FIRST_OF_A_SEGMENT).matcher(output.err).replaceAll("").lines().forEach(complaints::add);
        }
        return complaints;
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> found = files.map(Path::toString).filter(file -> KINDS.stream().anyMatch(file::endsWith)).sorted().toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("no segments in " + directory);
            }
            return found;
        }
    }

    private record Output(String out, String err) {}

    private static Output dump(List<String> arguments) throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream capturedOut = new ByteArrayOutputStream();
        ByteArrayOutputStream capturedErr = new ByteArrayOutputStream();
        try (PrintStream newOut = new PrintStream(capturedOut, false, StandardCharsets.UTF_8); PrintStream newErr = new PrintStream(capturedErr, false, StandardCharsets.UTF_8)) {
            System.setOut(newOut);
            System.setErr(newErr);
            DumpLogSegments.main(arguments.toArray(new String[0]));
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return new Output(capturedOut.toString(StandardCharsets.UTF_8), capturedErr.toString(StandardCharsets.UTF_8));
    }
}
