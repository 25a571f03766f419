package dev.tidemark.simulation.log;

import dev.tidemark.simulation.ForwardingDisk;
import dev.tidemark.simulation.ForwardingFile;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/** A disk that tells of each call right after it. */
final class TracedDisk extends ForwardingDisk {
    private final TracedCalls traced;

    TracedDisk(Disk disk, TracedCalls traced) {
        super(disk);
        this.traced = traced;
    }

    @Override
    protected DiskFile around(DiskFile file) {
        return new Handle(file);
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        DiskFile file = super.create(path);
        traced.created(path);
        return file;
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        super.rename(from, to);
        traced.renamed(from, to);
    }

    @Override
    public void delete(String path) throws StorageException {
        super.delete(path);
        traced.deleted(path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        super.syncDirectory(directory);
        traced.directorySynced(directory);
    }

    /** An open file. */
    private final class Handle extends ForwardingFile {
        private Handle(DiskFile file) {
            super(file);
        }

        @Override
        public int read(ByteBuffer target, long position) throws StorageException {
            int read = super.read(target, position);
            traced.read(path(), position);
            return read;
        }

        @Override
        public void append(ByteBuffer source) throws StorageException {
            ByteBuffer bytes = source.duplicate();
            try {
                super.append(source);
            } catch (StorageException e) {
                traced.appendFailed(path(), bytes);
                throw e;
            }
            traced.appended(path(), bytes);
        }

        @Override
        public void truncate(long size) throws StorageException {
            super.truncate(size);
            traced.truncated(path());
        }

        @Override
        public void sync() throws StorageException {
            try {
                super.sync();
            } catch (StorageException e) {
                traced.syncFailed(path());
                throw e;
            }
            traced.synced(path());
        }
    }
}
