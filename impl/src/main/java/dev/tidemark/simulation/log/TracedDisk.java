package dev.tidemark.simulation.log;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A disk that tells of each call right after it. */
final class TracedDisk implements Disk {
    private final Disk disk;
    private final TracedCalls traced;

    TracedDisk(Disk disk, TracedCalls traced) {
        this.disk = disk;
        this.traced = traced;
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        DiskFile file = disk.create(path);
        traced.created(path);
        return new Handle(file);
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return new Handle(disk.open(path));
    }

    @Override
    public boolean exists(String path) {
        return disk.exists(path);
    }

    @Override
    public boolean isDirectory(String path) {
        return disk.isDirectory(path);
    }

    @Override
    public List<String> list(String directory) throws StorageException {
        return disk.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws StorageException {
        disk.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        disk.rename(from, to);
        traced.renamed(from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        disk.delete(path);
        traced.deleted(path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        disk.syncDirectory(directory);
        traced.directorySynced(directory);
    }

    /** An open file. */
    private final class Handle implements DiskFile {
        private final DiskFile file;

        private Handle(DiskFile file) {
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
            int read = file.read(target, position);
            traced.read(path(), position);
            return read;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
            return file.transferTo(position, count, target);
        }

        @Override
        public void append(ByteBuffer source) throws StorageException {
            ByteBuffer bytes = source.duplicate();
            try {
                file.append(source);
            } catch (StorageException e) {
                traced.appendFailed(path(), bytes);
                throw e;
            }
            traced.appended(path(), bytes);
        }

        @Override
        public void truncate(long size) throws StorageException {
            file.truncate(size);
            traced.truncated(path());
        }

        @Override
        public void sync() throws StorageException {
            try {
                file.sync();
            } catch (StorageException e) {
                traced.syncFailed(path());
                throw e;
            }
            traced.synced(path());
        }

        @Override
        public void close() throws StorageException {
            file.close();
        }
    }
}
