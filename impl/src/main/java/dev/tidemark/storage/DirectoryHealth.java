package dev.tidemark.storage;

import dev.tidemark.storage.disk.StorageException;
import java.util.Optional;

/**
 * Whether a log directory can be used. After a failed write or sync nobody knows what is on its disk: it is offline, with all its logs, until it
 * is opened again. A sync is never tried again: what it failed to write may be gone, and the next one would not say so.
 */
public final class DirectoryHealth {
    private volatile Optional<StorageException> failure = Optional.empty();

    /** Steps that write. */
    public interface Change {
        void run() throws StorageException;
    }

    /** Steps that write, and what they made. */
    interface Making<T> {
        T run() throws StorageException;
    }

    /** Runs a change, and takes the directory offline if it fails, however it does. */
    void change(String whose, Change change) throws StorageException {
        make(whose, () -> {
            change.run();
            return true;
        });
    }

    /** The same, of something that is made. */
    <T> T make(String whose, Making<T> making) throws StorageException {
        requireSound(whose);
        boolean isDone = false;
        try {
            T made = making.run();
            isDone = true;
            return made;
        } catch (StorageException e) {
            failure = Optional.of(e);
            throw e;
        } finally {
            if (!isDone && failure.isEmpty()) {
                failure = Optional.of(new StorageException(whose + ": a change was broken off"));
            }
        }
    }

    /** Something else has shown that the disk cannot be relied on. */
    void fail(StorageException why) {
        if (failure.isEmpty()) {
            failure = Optional.of(why);
        }
    }

    void requireSound(String whose) throws StorageException {
        Optional<StorageException> cause = failure;
        if (cause.isPresent()) {
            throw new StorageException(whose + ": the log directory is offline until it is opened again, because the disk failed earlier: "
                    + cause.get().getMessage(), cause.get());
        }
    }

    Optional<StorageException> failure() {
        return failure;
    }
}
