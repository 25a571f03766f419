package dev.tidemark.traces;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One line of JSON as plain Java: 64-bit integers, strings, truth values, lists and maps; nothing else is let in. */
final class JsonLine {
    private static final JsonFactory FACTORY =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    private JsonLine() { }

    /** @throws ShapeMismatch if the line is not one JSON object of such values */
    static Map<String, Object> parse(byte[] bytes, int length) {
        try (JsonParser parser = FACTORY.createParser(bytes, 0, length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ShapeMismatch(new String(bytes, 0, length, StandardCharsets.UTF_8), "a JSON object");
            }
            Map<String, Object> result = object(parser);
            if (parser.nextToken() != null) {
                throw new ShapeMismatch(parser.getText(), "the end of the line");
            }
            return result;
        } catch (JsonProcessingException e) {
            throw new ShapeMismatch("broken JSON at column " + e.getLocation().getColumnNr() + ": " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static Map<String, Object> object(JsonParser parser) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            result.put(name, value(parser));
        }
        return result;
    }

    private static List<Object> array(JsonParser parser) throws IOException {
        List<Object> result = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            result.add(value(parser));
        }
        return result;
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getText();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NUMBER_INT -> number(parser);
            case VALUE_NUMBER_FLOAT -> throw new ShapeMismatch(parser.getText(), "an integer: a trace has no fractions");
            case VALUE_NULL -> throw new ShapeMismatch("null", "a value: a trace has no nulls");
            default -> throw new ShapeMismatch(parser.getText(), "a value");
        };
    }

    private static long number(JsonParser parser) throws IOException {
        if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw new ShapeMismatch(parser.getText(), "a number that fits 64 bits");
        }
        return parser.getLongValue();
    }
}
