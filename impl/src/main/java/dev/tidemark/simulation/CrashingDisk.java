package dev.tidemark.simulation;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/** Stops the caller in the middle of an operation: after a given number of changes every further call to the disk throws {@link Crash}. */
public final class CrashingDisk extends ForwardingDisk {
    private long changesLeft = Long.MAX_VALUE;

    public CrashingDisk(Disk disk) {
        super(disk);
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
    protected DiskFile around(DiskFile file) {
        return new CrashingFile(file);
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        change();
        return super.create(path);
    }

    @Override
    public void createDirectories(String directory) throws StorageException {
        change();
        super.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        change();
        super.rename(from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        change();
        super.delete(path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        change();
        super.syncDirectory(directory);
    }

    private final class CrashingFile extends ForwardingFile {
        private CrashingFile(DiskFile file) {
            super(file);
        }

        @Override
        public void append(ByteBuffer source) throws StorageException {
            change();
            super.append(source);
        }

        @Override
        public void truncate(long size) throws StorageException {
            change();
            super.truncate(size);
        }

        @Override
        public void sync() throws StorageException {
            change();
            super.sync();
        }
    }
}
