package dev.tidemark.storage.disk;

import java.io.IOException;

/** A storage fault: the disk refused, or what it gave back is not what was written. The message names the file. */
public class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
