package dev.tidemark.simulation.log;

import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/** Is told of each call to a disk right after it. */
interface TracedCalls {
    void created(String path);

    /** @param position where the reading begins */
    default void read(String path, long position) { }

    void appended(String path, ByteBuffer bytes) throws StorageException;

    /** A part of it may be there. */
    void appendFailed(String path, ByteBuffer bytes) throws StorageException;

    void truncated(String path) throws StorageException;

    void synced(String path) throws StorageException;

    void syncFailed(String path) throws StorageException;

    void renamed(String from, String to) throws StorageException;

    void deleted(String path);

    void directorySynced(String directory);
}
