package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Kafka's small text files, written whole: into a temporary file, synced, renamed over the old one, the directory synced. A power loss
 * leaves the old content or the new.
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

    private final Disk disk;
    private final String path;

    CheckpointFile(Disk disk, String path) {
        this.disk = disk;
        this.path = path;
    }

    boolean exists() {
        return disk.exists(path);
    }

    void write(List<String> lines) throws StorageException {
        StringBuilder text = new StringBuilder(VERSION).append('\n').append(lines.size()).append('\n');
        lines.forEach(line -> text.append(line).append('\n'));
        String temporary = path + ".tmp";
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        try (DiskFile file = disk.create(temporary)) {
            file.append(ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        disk.rename(temporary, path);
        disk.syncDirectory(Disk.parentOf(path));
    }

    /** The lines after the head, each of them split into {@code fields} fields. */
    List<String[]> read(int fields) throws StorageException {
        String[] lines = text().split("\n");
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
        return error(index + 1 + HEAD_LINES, found, expected);
    }

    private long number(String text, int line, long max) throws StorageException {
        try {
            long value = Long.parseLong(text);
            expect(value >= 0 && value <= max, line, text, "a number from 0 to " + max);
            return value;
        } catch (NumberFormatException e) {
            throw error(line, "\"" + text + "\"", "a number from 0 to " + max);
        }
    }

    private String text() throws StorageException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    private void expect(boolean holds, int line, String found, String expected) throws StorageException {
        if (!holds) {
            throw error(line, found, expected);
        }
    }

    private StorageException error(int line, String found, String expected) {
        return new StorageException(path + ": line " + line + ": " + new Flaw(found, expected));
    }
}
