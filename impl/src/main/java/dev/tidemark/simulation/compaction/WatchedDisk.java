package dev.tidemark.simulation.compaction;

import dev.tidemark.simulation.ForwardingDisk;
import dev.tidemark.simulation.ForwardingFile;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/** A disk that tells of each call that changed something, right after it; and that stops before one of them, as if somebody had pulled a plug. */
final class WatchedDisk extends ForwardingDisk {
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
        super(disk);
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
    protected DiskFile around(DiskFile file) {
        return new Handle(file);
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        before();
        DiskFile file = super.create(path);
        watcher.called(Call.CREATE, path, path);
        return file;
    }

    @Override
    public void createDirectories(String directory) throws StorageException {
        before();
        super.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        before();
        super.rename(from, to);
        watcher.called(Call.RENAME, from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        before();
        super.delete(path);
        watcher.called(Call.DELETE, path, path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        before();
        super.syncDirectory(directory);
        watcher.called(Call.SYNC_DIRECTORY, directory, directory);
    }

    /** An open file. */
    private final class Handle extends ForwardingFile {
        private Handle(DiskFile file) {
            super(file);
        }

        @Override
        public void append(ByteBuffer source) throws StorageException {
            before();
            super.append(source);
            watcher.called(Call.APPEND, path(), path());
        }

        @Override
        public void truncate(long size) throws StorageException {
            before();
            super.truncate(size);
            watcher.called(Call.TRUNCATE, path(), path());
        }

        @Override
        public void sync() throws StorageException {
            before();
            super.sync();
            watcher.called(Call.SYNC, path(), path());
        }
    }
}
