package dev.tidemark.storage.disk;

import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** An open file that grows at its end only. One handle at a time writes to a file; any number of threads read. */
public interface DiskFile extends AutoCloseable {
    /** Relative to the disk's root. */
    String path();

    long size();

    /** Reads from {@code position} until {@code target} is full or the file ends; returns the number of bytes read. */
    int read(ByteBuffer target, long position) throws StorageException;

    /** Sends up to {@code count} bytes from {@code position} to a channel, without a copy where the system can; returns how many it took. */
    long transferTo(long position, long count, WritableByteChannel target) throws StorageException;

    /** Writes all remaining bytes of {@code source} at the end. They are in the page cache, not durable. */
    void append(ByteBuffer source) throws StorageException;

    /** Cuts the file to {@code size} bytes, which must not exceed its size. */
    void truncate(long size) throws StorageException;

    /**
     * Lets the disk begin with what was appended, beside the caller, so that a later {@link #sync} finds less to do. How much of it is durable nobody
     * knows before that; nor whether it failed, which is then thrown there.
     */
    default void writeBehind() {}

    /** Makes everything written and truncated so far durable. */
    void sync() throws StorageException;

    @Override
    void close() throws StorageException;
}
