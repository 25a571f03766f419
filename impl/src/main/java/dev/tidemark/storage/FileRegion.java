package dev.tidemark.storage;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Bytes of a log as a fetch hands them out, without having read them: from the batch that holds the fetch offset on. As in Kafka it may end
 * inside a batch, which the fetcher leaves for its next fetch, and its CRCs are the fetcher's to check. It stays readable while its file
 * is open: a deleted segment's is for {@code file.delete.delay.ms}.
 *
 * @param size        in bytes; 0 if there is nothing to read
 * @param startOffset the first batch's base offset
 */
public record FileRegion(DiskFile file, long position, int size, long startOffset) {
    /** Sends the bytes from the page cache, without a copy in this process; returns how many went. */
    public long transferTo(WritableByteChannel target) throws StorageException {
        return file.transferTo(position, size, target);
    }

    /** Copies the bytes, as far as there is room for them. */
    public void copyTo(ByteBuffer target) throws StorageException {
        int limit = target.limit();
        target.limit(Math.min(limit, target.position() + size));
        file.read(target, position);
        target.limit(limit);
    }

    public boolean isEmpty() {
        return size == 0;
    }
}
