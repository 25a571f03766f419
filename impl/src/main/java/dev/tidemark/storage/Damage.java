package dev.tidemark.storage;

import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;

/**
 * A flaw and where it is.
 *
 * @param file     path relative to the disk's root
 * @param position in bytes from the start of the file
 * @param offset   of the record that should be there; -1 in files that hold no records
 */
public record Damage(String file, long position, long offset, Flaw flaw) {
    StorageException asException() {
        return new StorageException(toString());
    }

    @Override
    public String toString() {
        String where = offset < 0 ? "" : " (offset " + offset + ")";
        return file + ": position " + position + where + ": " + flaw;
    }
}
