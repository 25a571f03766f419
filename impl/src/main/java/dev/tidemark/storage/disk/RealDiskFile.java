package dev.tidemark.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of {@link RealDisk}; it tracks its size itself, because one handle at a time writes. */
final class RealDiskFile implements DiskFile {
    private final String path;
    private final FileChannel channel;
    private long size;

    RealDiskFile(String path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        try {
            int total = 0;
            while (target.hasRemaining()) {
                int count = channel.read(target, position + total);
                if (count < 0) {
                    break;
                }
                total += count;
            }
            return total;
        } catch (IOException e) {
            throw new StorageException(path + ": cannot read at position " + position + ": " + e, e);
        }
    }

    @Override
    public void append(ByteBuffer source) throws StorageException {
        try {
            while (source.hasRemaining()) {
                size += channel.write(source, size);
            }
        } catch (IOException e) {
            throw new StorageException(path + ": cannot write at position " + size + ": " + e, e);
        }
    }

    @Override
    public void truncate(long newSize) throws StorageException {
        if (newSize > size) {
            throw new IllegalArgumentException(path + ": cannot truncate " + size + " bytes to " + newSize);
        }
        RealDisk.call(path, "truncate to " + newSize, () -> channel.truncate(newSize));
        size = newSize;
    }

    @Override
    public void sync() throws StorageException {
        RealDisk.call(path, "sync", () -> {
            channel.force(true);
            return path;
        });
    }

    @Override
    public void close() throws StorageException {
        RealDisk.call(path, "close", () -> {
            channel.close();
            return path;
        });
    }
}
