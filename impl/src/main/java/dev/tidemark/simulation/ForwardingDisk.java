package dev.tidemark.simulation;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/** Does on another disk what is asked of it: for those that do something before or after some of the calls. */
public abstract class ForwardingDisk implements Disk {
    private final Disk disk;

    protected ForwardingDisk(Disk disk) {
        this.disk = disk;
    }

    /** What is given to whoever creates or opens a file. */
    protected DiskFile around(DiskFile file) {
        return file;
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        return around(disk.create(path));
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return around(disk.open(path));
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
    }

    @Override
    public void delete(String path) throws StorageException {
        disk.delete(path);
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        disk.syncDirectory(directory);
    }
}
