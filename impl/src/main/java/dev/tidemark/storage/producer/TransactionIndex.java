package dev.tidemark.storage.producer;

import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The file of the aborted transactions whose markers lie in one segment, ascending by marker.
 *
 * <p>Every segment has the file, if only an empty one. Kafka creates it with the first entry, and so cannot tell a lost index from an empty
 * one: after a clean shutdown it would show aborted records to read-committed consumers. Here a missing file is rebuilt.
 *
 * <pre>
 *   { version:2 (0) | producerId:8 | firstOffset:8 | lastOffset:8 | lastStableOffset:8 }*
 * </pre>
 */
public final class TransactionIndex implements AutoCloseable {
    public static final String SUFFIX = ".txnindex";
    private static final int ENTRY_BYTES = 34;
    private static final short VERSION = 0;

    private final DiskFile file;
    private int count;
    private boolean needsSync = true; // nobody knows what those before us synced

    private TransactionIndex(DiskFile file) {
        this.file = file;
        this.count = (int) (file.size() / ENTRY_BYTES);
    }

    /** Of an open file, whose entries may not be right: see {@link #flaw}. */
    public static TransactionIndex of(DiskFile file) {
        return new TransactionIndex(file);
    }

    /** Why this cannot be the index of a segment with these offsets. */
    public Optional<Flaw> flaw(long baseOffset, long endOffset) throws StorageException {
        if (file.size() % ENTRY_BYTES != 0) {
            return Optional.of(new Flaw(file.size() + " bytes", "a multiple of " + ENTRY_BYTES));
        }
        long previous = baseOffset - 1;
        ByteBuffer bytes = bytes();
        while (bytes.hasRemaining()) {
            short version = bytes.getShort(bytes.position());
            AbortedTransaction entry = read(bytes);
            if (version != VERSION || entry.firstOffset() > entry.lastOffset() || entry.lastOffset() <= previous || entry.lastOffset() >= endOffset
                    || entry.lastStableOffset() > entry.lastOffset() + 1) {
                String found = "entry " + (bytes.position() / ENTRY_BYTES - 1) + " of version " + version + ", " + entry;
                return Optional.of(new Flaw(found, "a transaction that ended above " + previous + " and below " + endOffset));
            }
            previous = entry.lastOffset();
        }
        return Optional.empty();
    }

    public void append(AbortedTransaction transaction) throws StorageException {
        ByteBuffer bytes = ByteBuffer.allocate(ENTRY_BYTES).putShort(VERSION).putLong(transaction.producerId()).putLong(transaction.firstOffset());
        file.append(bytes.putLong(transaction.lastOffset()).putLong(transaction.lastStableOffset()).flip());
        count++;
        needsSync = true;
    }

    public List<AbortedTransaction> entries() throws StorageException {
        List<AbortedTransaction> entries = new ArrayList<>();
        for (ByteBuffer bytes = bytes(); bytes.hasRemaining();) {
            entries.add(read(bytes));
        }
        return entries;
    }

    /** Drops those that ended at an offset or above. */
    public void truncateTo(long offset) throws StorageException {
        List<AbortedTransaction> entries = entries();
        int kept = 0;
        while (kept < entries.size() && entries.get(kept).lastOffset() < offset) {
            kept++;
        }
        if (kept < count) {
            count = kept;
            needsSync = true;
            file.truncate((long) kept * ENTRY_BYTES);
        }
    }

    public void sync() throws StorageException {
        if (needsSync) {
            file.sync();
            needsSync = false;
        }
    }

    @Override
    public void close() throws StorageException {
        file.close();
    }

    private ByteBuffer bytes() throws StorageException {
        ByteBuffer bytes = ByteBuffer.allocate(count * ENTRY_BYTES);
        file.read(bytes, 0);
        bytes.flip();
        return bytes.limit(bytes.limit() / ENTRY_BYTES * ENTRY_BYTES);
    }

    private static AbortedTransaction read(ByteBuffer source) {
        source.getShort();
        return new AbortedTransaction(source.getLong(), source.getLong(), source.getLong(), source.getLong());
    }
}
