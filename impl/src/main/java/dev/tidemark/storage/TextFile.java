package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A small file that is written whole: into a temporary file, synced, renamed over the old one, the directory synced. A power loss leaves
 * the old content or the new.
 */
record TextFile(Disk disk, String path) {
    boolean exists() {
        return disk.exists(path);
    }

    void write(String text) throws StorageException {
        String temporary = path + ".tmp";
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        try (DiskFile file = disk.create(temporary)) {
            file.append(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        disk.rename(temporary, path);
        disk.syncDirectory(Disk.parentOf(path));
    }

    String read() throws StorageException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
        }
    }

    StorageException error(int line, String found, String expected) {
        return new StorageException(path + ": line " + line + ": " + new Flaw(found, expected));
    }
}
