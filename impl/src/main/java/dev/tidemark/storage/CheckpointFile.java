package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/**
 * Kafka's checkpoints, each a {@link TextFile}.
 *
 * <pre>
 *   0             version
 *   2             number of lines that follow
 *   orders 0 17   fields between single blanks
 *   orders 1 4
 * </pre>
 */
final class CheckpointFile {
    private static final String VERSION = "0";
    private static final int HEAD_LINES = 2;

    private final TextFile file;

    CheckpointFile(Disk disk, String path) {
        this.file = new TextFile(disk, path);
    }

    boolean exists() {
        return file.exists();
    }

    void write(List<String> lines) throws StorageException {
        StringBuilder text = new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        file.write(text.toString());
    }

    /** The lines after the head, each of them split into {@code fields} fields; none in an empty file, which is how Kafka begins one. */
    List<String[]> read(int fields) throws StorageException {
        String text = file.read();
        if (text.isEmpty()) {
            return List.of();
        }
        String[] lines = text.split("\n");
        expect(lines[0].equals(VERSION), 1, lines[0], "version " + VERSION);
        expect(lines.length >= HEAD_LINES, 2, "the end of the file", "the number of entries");
        long count = number(lines[1], 2, Integer.MAX_VALUE);
        expect(lines.length - HEAD_LINES == count, 2, count + " entries", "the " + (lines.length - HEAD_LINES) + " that follow");
        String[][] entries = new String[lines.length - HEAD_LINES][];
        for (int i = 0; i < entries.length; i++) {
            String line = lines[i + HEAD_LINES];
            entries[i] = line.split(" ", -1);
            expect(entries[i].length == fields, i + 1 + HEAD_LINES, "\"" + line + "\"", fields + " fields");
        }
        return List.of(entries);
    }

    /** Parses a number from 0 to {@code max} of entry {@code index}. */
    long entryNumber(String text, int index, long max) throws StorageException {
        return number(text, index + 1 + HEAD_LINES, max);
    }

    StorageException entryError(int index, String found, String expected) {
        return file.error(index + 1 + HEAD_LINES, found, expected);
    }

    private long number(String text, int line, long max) throws StorageException {
        try {
            long value = Long.parseLong(text);
            expect(value >= 0 && value <= max, line, text, "a number from 0 to " + max);
            return value;
        } catch (NumberFormatException e) {
            throw file.error(line, "\"" + text + "\"", "a number from 0 to " + max);
        }
    }

    private void expect(boolean holds, int line, String found, String expected) throws StorageException {
        if (!holds) {
            throw file.error(line, found, expected);
        }
    }
}
