package dev.tidemark.node;

import dev.tidemark.storage.disk.StorageException;

/** Something that takes one input at a time. */
public interface Node {
    void receive(long nowMs, String from, Payload payload) throws StorageException;

    /** Time has passed; whatever is due is done. */
    void tick(long nowMs) throws StorageException;
}
