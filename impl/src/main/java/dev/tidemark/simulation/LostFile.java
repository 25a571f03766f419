package dev.tidemark.simulation;

import java.nio.ByteBuffer;

/** A file whose name is gone, but perhaps not durably: a power loss may bring it back. */
record LostFile(ByteBuffer content, UnsyncedBytes unsynced) {}
