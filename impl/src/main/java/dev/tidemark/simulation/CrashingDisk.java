package dev.tidemark.simulation;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Stops the caller in the middle of an operation: after a given number of changes every further call to the disk throws {@link Crash}. */
public final class CrashingDisk implements Disk {
    private final Disk disk;
    private long changesLeft = Long.MAX_VALUE;

    public CrashingDisk(Disk disk) {
        this.disk = disk;
    }

    /** The crash itself: no storage fault, so nothing may handle it. */
    public static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Counts from now on. */
    public void crashAfter(long changes) {
        changesLeft = changes;
    }

    /** Whether it has stopped somebody since. */
    public boolean hasCrashed() {
        return changesLeft < 0;
    }

    private void change() {
        if (changesLeft-- <= 0) {
            throw new Crash();
        }
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        change();
        return new CrashingFile(disk.create(path));
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return new CrashingFile(disk.open(path));
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
        change();
        disk.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        change();
        disk.rename(from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        change();
        disk.delete(path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        change();
        disk.syncDirectory(directory);
    }

    private final class CrashingFile implements DiskFile {
        private final DiskFile file;

        private CrashingFile(DiskFile file) {
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
            change();
            file.append(source);
        }

        @Override
        public void truncate(long size) throws StorageException {
            change();
            file.truncate(size);
        }

        @Override
        public void sync() throws StorageException {
            change();
            file.sync();
        }

        @Override
        public void close() throws StorageException {
            file.close();
        }
    }
}
