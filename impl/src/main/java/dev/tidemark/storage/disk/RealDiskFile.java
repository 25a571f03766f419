package dev.tidemark.storage.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;

/** A file of {@link RealDisk}; it tracks its size itself, because one handle at a time writes. */
final class RealDiskFile implements DiskFile {
    private final String path;
    private final FileChannel channel;
    private final WriteBehind behind;
    private volatile long size;

    RealDiskFile(String path, FileChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        this.behind = new WriteBehind(() -> channel.force(true));
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
    public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
        return RealDisk.call(path, "transfer from position " + position, () -> channel.transferTo(position, count, target));
    }

    @Override
    public void append(ByteBuffer source) throws StorageException {
        long at = size;
        try {
            while (source.hasRemaining()) {
                at += channel.write(source, at);
            }
            size = at; // readers see whole appends
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
    public void writeBehind() {
        behind.start();
    }

    @Override
    public void sync() throws StorageException {
        RealDisk.call(path, "sync", () -> {
            behind.join();
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
