package dev.tidemark.traces;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * Writes a trace as NDJSON. The same events give the same bytes, whatever collections an emitter uses.
 *
 * <p>An event that does not fit the vocabulary is a broken promise of the emitter, and is refused with an
 * {@link IllegalStateException} before anything of it is written.
 */
public final class TraceWriter implements TraceSink, Closeable {
    private final TraceHeader header;
    private final Vocabulary vocabulary;
    private final JsonGenerator json;
    private long nextSeq = 1;

    public TraceWriter(OutputStream out, TraceHeader header, Vocabulary vocabulary) throws IOException {
        this.vocabulary = vocabulary;
        this.header = header.canonical(vocabulary);
        this.json = new JsonFactory().createGenerator(out, JsonEncoding.UTF8);
        json.setPrettyPrinter(new MinimalPrettyPrinter(""));
        writeHeader();
    }

    @Override
    public void emit(TraceEvent event) {
        TraceEvent canonical = checked(event);
        try {
            writeEvent(canonical);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        nextSeq++;
    }

    private TraceEvent checked(TraceEvent event) {
        if (event.seq() != nextSeq) {
            throw new IllegalStateException("emitted event with seq " + event.seq() + ", expected " + nextSeq);
        }
        try {
            header.requireInstanceOf(event);
            return vocabulary.require(event.spec()).canonical(event);
        } catch (ShapeMismatch e) {
            throw new IllegalStateException("emitted event " + event.seq() + " (" + event.action() + "): " + e.getMessage(), e);
        }
    }

    private void writeHeader() throws IOException {
        json.writeStartObject();
        json.writeNumberField("tidemark", TraceHeader.VERSION);
        json.writeStringField("command", header.command());
        json.writeNumberField("seed", header.seed());
        json.writeArrayFieldStart("instances");
        for (SpecInstance instance : header.instances()) {
            json.writeStartObject();
            json.writeStringField("scope", instance.scope());
            json.writeStringField("spec", instance.spec());
            writeField("constants", instance.constants());
            json.writeObjectFieldStart("verdicts");
            for (Map.Entry<String, Verdict> entry : instance.verdicts().entrySet()) {
                json.writeStringField(entry.getKey(), entry.getValue().name());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        endLine();
    }

    private void writeEvent(TraceEvent event) throws IOException {
        json.writeStartObject();
        json.writeNumberField("seq", event.seq());
        json.writeNumberField("at", event.at());
        json.writeStringField("node", event.node());
        json.writeStringField("spec", event.spec());
        if (event.scope().isPresent()) {
            json.writeStringField("scope", event.scope().get());
        }
        json.writeStringField("action", event.action());
        writeField("args", event.args());
        writeField("after", event.after());
        endLine();
    }

    private void endLine() throws IOException {
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void writeField(String name, Object value) throws IOException {
        json.writeFieldName(name);
        writeValue(value);
    }

    private void writeValue(Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                writeField((String) entry.getKey(), entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object element : list) {
                writeValue(element);
            }
            json.writeEndArray();
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean claim) {
            json.writeBoolean(claim);
        } else {
            json.writeString((String) value);
        }
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
