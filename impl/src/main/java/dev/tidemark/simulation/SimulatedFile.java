package dev.tidemark.simulation;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.Consumer;

/** A handle of {@link SimulatedDisk}. A crash drops it: to use it then is a mistake of the caller's, to close it is none. */
final class SimulatedFile implements DiskFile {
    private final SimulatedDisk disk;
    private final DiskFile real;
    private final UnsyncedBytes unsynced;
    private final Consumer<SimulatedFile> onClose;
    private boolean isDropped;

    SimulatedFile(SimulatedDisk disk, DiskFile real, UnsyncedBytes unsynced, Consumer<SimulatedFile> onClose) {
        this.disk = disk;
        this.real = real;
        this.unsynced = unsynced;
        this.onClose = onClose;
    }

    void drop() {
        isDropped = true;
        try {
            real.close();
        } catch (StorageException e) {
            throw new IllegalStateException("the simulation cannot close " + path(), e);
        }
    }

    @Override
    public String path() {
        return real.path();
    }

    @Override
    public long size() {
        return live().size();
    }

    @Override
    public int read(ByteBuffer target, long position) throws StorageException {
        return live().read(target, position);
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
        return live().transferTo(position, count, target);
    }

    @Override
    public void append(ByteBuffer source) throws StorageException {
        disk.beforeWrite(live(), source);
        real.append(source);
    }

    @Override
    public void truncate(long size) throws StorageException {
        disk.beforeTruncate();
        unsynced.beforeTruncate(live(), size);
        real.truncate(size);
    }

    @Override
    public void sync() throws StorageException {
        disk.beforeSync(live(), unsynced);
        unsynced.afterSync(real);
    }

    @Override
    public void close() throws StorageException {
        if (!isDropped) {
            isDropped = true;
            real.close();
            onClose.accept(this);
        }
    }

    private DiskFile live() {
        if (isDropped) {
            throw new IllegalStateException(path() + ": this handle was closed, or dropped by a crash");
        }
        return real;
    }
}
