package dev.tidemark.storage.disk;

import java.util.List;

/**
 * The disk as storage sees it: a tree of files below a root, whose paths are relative to that root and use {@code /}; {@code ""} is the
 * root itself. What is not synced may be gone after a power loss: a file's bytes until {@link DiskFile#sync()}, and a created, renamed
 * or deleted name until {@link #syncDirectory} of the directory that holds it.
 */
public interface Disk {
    /** Creates an empty file; the name must be free. */
    DiskFile create(String path) throws StorageException;

    /** Opens an existing file. */
    DiskFile open(String path) throws StorageException;

    boolean exists(String path);

    boolean isDirectory(String path);

    /** The names (not paths) in a directory, sorted. */
    List<String> list(String directory) throws StorageException;

    /** Creates a directory and those above it, if missing. */
    void createDirectories(String directory) throws StorageException;

    /** Renames a file within its directory, atomically replacing what bore the new name. */
    void rename(String from, String to) throws StorageException;

    /** Deletes an existing file. */
    void delete(String path) throws StorageException;

    /** Makes the names in a directory durable. */
    void syncDirectory(String directory) throws StorageException;

    /** The directory that holds a path; {@code ""} for a name directly below the root. */
    static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash < 0 ? "" : path.substring(0, slash);
    }

    static String join(String directory, String name) {
        return directory.isEmpty() ? name : directory + "/" + name;
    }
}
