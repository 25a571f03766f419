package dev.tidemark.simulation;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;

/**
 * Which of a file's bytes are not durable.
 *
 * <pre>
 *   in the page cache   [ durable ... durablePrefix | appended since ... ]
 *   on the platters     [ durable ... durablePrefix | cutTail: what an unsynced truncation removed ]
 * </pre>
 */
final class UnsyncedBytes {
    private long durablePrefix;
    private ByteBuffer cutTail = ByteBuffer.allocate(0);

    UnsyncedBytes(long durableBytes) {
        this.durablePrefix = durableBytes;
    }

    void beforeTruncate(DiskFile file, long newSize) throws StorageException {
        if (newSize < durablePrefix) {
            int removed = Math.toIntExact(durablePrefix - newSize);
            ByteBuffer tail = ByteBuffer.allocate(removed + cutTail.remaining());
            file.read(tail.limit(removed), newSize);
            cutTail = tail.limit(tail.capacity()).put(cutTail).flip();
            durablePrefix = newSize;
        }
    }

    void afterSync(DiskFile file) {
        durablePrefix = file.size();
        cutTail = ByteBuffer.allocate(0);
    }

    /** What is left is durable. */
    void lose(DiskFile file, PowerLoss loss) throws StorageException {
        if (cutTail.hasRemaining() && loss.undoes()) {
            file.truncate(durablePrefix);
            file.append(cutTail);
        } else {
            long unsynced = file.size() - durablePrefix;
            long kept = loss.bytesKept(file.path(), unsynced);
            file.truncate(durablePrefix + kept);
            if (kept < unsynced && loss.leavesZeros(file.path())) {
                file.append(ByteBuffer.allocate(Math.toIntExact(unsynced - kept)));
            }
        }
        afterSync(file);
    }
}
