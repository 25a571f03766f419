package dev.tidemark.simulation;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** A file of a {@link ForwardingDisk}. */
public abstract class ForwardingFile implements DiskFile {
    private final DiskFile file;

    protected ForwardingFile(DiskFile file) {
        this.file = file;
    }

    @Override
    public String path() {
        return file.path();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        return file.read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
        return file.transferTo(position, count, target);
    }

    @Override
    public void append(ByteBuffer source) throws StorageException {
        file.append(source);
    }

    @Override
    public void truncate(long size) throws StorageException {
        file.truncate(size);
    }

    @Override
    public void writeBehind() {
        file.writeBehind();
    }

    @Override
    public void sync() throws StorageException {
        file.sync();
    }

    @Override
    public void close() throws StorageException {
        file.close();
    }
}
