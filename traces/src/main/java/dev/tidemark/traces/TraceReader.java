package dev.tidemark.traces;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a trace, event by event. Everything that is wrong with a file is a {@link TraceFormatException} of one line;
 * an event that it returns fits the vocabulary and is in canonical form.
 */
public final class TraceReader implements Closeable {
    private final String file;
    private final InputStream in;
    private final Vocabulary vocabulary;
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);
    private final TraceHeader header;
    private long line;

    /** @param file how to name the input in error messages */
    public TraceReader(String file, InputStream in, Vocabulary vocabulary) throws IOException {
        this.file = file;
        this.in = new BufferedInputStream(in, 1 << 16);
        this.vocabulary = vocabulary;
        this.header = readHeader();
    }

    public static TraceReader open(Path file, Vocabulary vocabulary) throws IOException {
        InputStream in = Files.newInputStream(file);
        try {
            return new TraceReader(file.toString(), in, vocabulary);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    public TraceHeader header() {
        return header;
    }

    /** The next event; empty at the end of the file. */
    public Optional<TraceEvent> next() throws IOException {
        if (!readLine()) {
            return Optional.empty();
        }
        try {
            TraceEvent event = FieldsOfLine.event(JsonLine.parse(buffer.toByteArray(), buffer.size()));
            if (event.seq() != line - 1) {
                throw new ShapeMismatch("seq: found " + event.seq() + ", expected " + (line - 1) + ": events are missing, repeated or out of order");
            }
            header.requireInstanceOf(event);
            return Optional.of(vocabulary.require(event.spec()).canonical(event));
        } catch (ShapeMismatch e) {
            throw new TraceFormatException(file, line, e.getMessage());
        }
    }

    /** All events that are left. */
    public List<TraceEvent> rest() throws IOException {
        List<TraceEvent> events = new ArrayList<>();
        for (Optional<TraceEvent> event = next(); event.isPresent(); event = next()) {
            events.add(event.get());
        }
        return events;
    }

    private TraceHeader readHeader() throws IOException {
        if (!readLine()) {
            throw new TraceFormatException(file, 1, "found an empty file, expected a header {\"tidemark\":" + TraceHeader.VERSION + ",...}");
        }
        try {
            Map<String, Object> fields = JsonLine.parse(buffer.toByteArray(), buffer.size());
            return FieldsOfLine.header(fields).canonical(vocabulary);
        } catch (ShapeMismatch e) {
            throw new TraceFormatException(file, 1, e.getMessage());
        }
    }

    /** A line counts only with its end: a writer that was stopped in the middle of one must not go unnoticed. */
    private boolean readLine() throws IOException {
        buffer.reset();
        line++;
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 && buffer.size() == 0) {
                return false;
            }
            if (next < 0) {
                throw new TraceFormatException(file, line, "found the end of the file in the middle of the line, expected a whole line: the file is cut off");
            }
            buffer.write(next);
        }
        return true;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
