package dev.tidemark.storage;

import dev.tidemark.storage.record.Record;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** A record on one line: text as it is, other bytes in hexadecimal, and not all of what is long. */
final class RecordLine {
    private static final int SHOWN_BYTES = 60;

    private RecordLine() {}

    static String of(Record record) {
        return "key " + field(record.key()) + ", value " + field(record.value())
                + (record.headers().isEmpty() ? "" : ", " + record.headers().size() + " headers");
    }

    private static String field(Optional<ByteBuffer> bytes) {
        return bytes.map(RecordLine::text).orElse("absent");
    }

    private static String text(ByteBuffer bytes) {
        byte[] shown = new byte[Math.min(bytes.remaining(), SHOWN_BYTES)];
        bytes.duplicate().get(shown);
        String rest = bytes.remaining() > shown.length ? "... of " + bytes.remaining() + " bytes" : "";
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)).toString();
            return text.chars().anyMatch(Character::isISOControl) ? hex(shown) + rest : "\"" + text + "\"" + rest;
        } catch (CharacterCodingException e) {
            return hex(shown) + rest;
        }
    }

    private static String hex(byte[] bytes) {
        return "0x" + HexFormat.of().formatHex(bytes);
    }
}
