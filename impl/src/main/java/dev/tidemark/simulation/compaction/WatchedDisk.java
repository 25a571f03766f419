package dev.tidemark.simulation.compaction;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A disk that tells of each call that changed something, right after it; and that stops before one of them, as if somebody had pulled a plug. */
final class WatchedDisk implements Disk {
    private final Disk disk;
    private final Watcher watcher;
    private long callsLeft = Long.MAX_VALUE;

    /** What was done to a file or a directory. */
    enum Call { CREATE, APPEND, TRUNCATE, SYNC, RENAME, DELETE, SYNC_DIRECTORY }

    /** Who is told. */
    interface Watcher {
        /** @param to the new name after a {@code RENAME}, otherwise the path again */
        void called(Call call, String path, String to) throws StorageException;
    }

    WatchedDisk(Disk disk, Watcher watcher) {
        this.disk = disk;
        this.watcher = watcher;
    }

    /** After so many more changes every other fails, until this is called again. */
    void stopAfter(long calls) {
        callsLeft = calls;
    }

    private void before() throws StorageException {
        if (callsLeft <= 0) {
            throw new StorageException("the disk does not answer any more");
        }
        callsLeft--;
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        before();
        DiskFile file = disk.create(path);
        watcher.called(Call.CREATE, path, path);
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
        before();
        disk.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        before();
        disk.rename(from, to);
        watcher.called(Call.RENAME, from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        before();
        disk.delete(path);
        watcher.called(Call.DELETE, path, path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        before();
        disk.syncDirectory(directory);
        watcher.called(Call.SYNC_DIRECTORY, directory, directory);
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
            return file.read(target, position);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
            return file.transferTo(position, count, target);
        }

        @Override
        public void append(ByteBuffer source) throws StorageException {
            before();
            file.append(source);
            watcher.called(Call.APPEND, path(), path());
        }

        @Override
        public void truncate(long size) throws StorageException {
            before();
            file.truncate(size);
            watcher.called(Call.TRUNCATE, path(), path());
        }

        @Override
        public void sync() throws StorageException {
            before();
            file.sync();
            watcher.called(Call.SYNC, path(), path());
        }

        @Override
        public void close() throws StorageException {
            file.close();
        }
    }
}
