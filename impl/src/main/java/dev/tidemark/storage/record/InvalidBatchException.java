package dev.tidemark.storage.record;

/** Bytes that were offered as record batches are none, or do not fit here. Nothing was written; the sender is to blame, not the disk. */
public final class InvalidBatchException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidBatchException(String where, Flaw flaw) {
        super(where + ": " + flaw);
    }

    InvalidBatchException(String where, Flaw flaw, Throwable cause) {
        super(where + ": " + flaw, cause);
    }
}
