package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/** A file of entries of one size, read a piece at a time and without trust. */
final class EntryFile implements AutoCloseable {
    private static final int ENTRIES_READ = 4_096;

    private final DiskFile file;
    private final int entryBytes;
    private final ByteBuffer buffer;
    private long next;

    EntryFile(Disk disk, String path, int entryBytes) throws StorageException {
        this.file = disk.open(path);
        this.entryBytes = entryBytes;
        this.buffer = ByteBuffer.allocate(ENTRIES_READ * entryBytes).limit(0);
    }

    String path() {
        return file.path();
    }

    /** Whole ones. */
    long count() {
        return file.size() / entryBytes;
    }

    /** Bytes behind the last whole one. */
    long tornBytes() {
        return file.size() % entryBytes;
    }

    boolean hasNext() {
        return next < count();
    }

    /** The number of the entry that comes next. */
    long nextIndex() {
        return next;
    }

    /** The next entry, from the buffer's position on; valid until the next call. */
    ByteBuffer next() throws StorageException {
        if (!buffer.hasRemaining()) {
            buffer.clear().limit((int) Math.min(buffer.capacity(), (count() - next) * entryBytes));
            file.read(buffer, next * entryBytes);
            buffer.flip();
        }
        if (buffer.remaining() < entryBytes) {
            throw new StorageException(path() + ": entry " + next + ": found the end of the file");
        }
        ByteBuffer entry = buffer.slice(buffer.position(), entryBytes);
        buffer.position(buffer.position() + entryBytes);
        next++;
        return entry;
    }

    @Override
    public void close() throws StorageException {
        file.close();
    }
}
