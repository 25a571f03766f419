package dev.tidemark.storage.producer;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The {@code .txnindex} files of a log, and what they hold in memory for readers. Open are that of the active segment, which grows, and those
 * that are not synced yet.
 */
final class TransactionIndexes implements AutoCloseable {
    private static final int DIGITS = 20;

    private final Disk disk;
    private final String directory;
    private final AbortedTransactions aborted = new AbortedTransactions();
    private final NavigableMap<Long, TransactionIndex> open = new TreeMap<>();

    TransactionIndexes(Disk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    AbortedTransactions aborted() {
        return aborted;
    }

    /** Deletes files without a segment: a crash left them. */
    void deleteOrphans(Collection<Long> segments) throws StorageException {
        for (String name : disk.list(directory)) {
            if (name.matches("[0-9]{" + DIGITS + "}\\" + TransactionIndex.SUFFIX) && segments.stream().noneMatch(base -> name.equals(nameOf(base)))) {
                disk.delete(Disk.join(directory, name));
            }
        }
    }

    /** Reads the index of a segment; false if there is none or it cannot be right. */
    boolean read(long baseOffset, long endOffset) throws StorageException {
        if (!disk.exists(path(baseOffset))) {
            return false;
        }
        try (TransactionIndex index = TransactionIndex.of(disk.open(path(baseOffset)))) {
            if (index.flaw(baseOffset, endOffset).isPresent()) {
                return false;
            }
            aborted.replace(baseOffset, endOffset, index.entries());
            return true;
        }
    }

    /** Makes an index say what was found in its segment; if that must change the file, a crash leaves the old one or the new. */
    void write(long baseOffset, long endOffset, List<AbortedTransaction> found) throws StorageException {
        if (found.isEmpty() && !disk.exists(path(baseOffset))) {
            create(baseOffset);
            aborted.replace(baseOffset, endOffset, found); // what the cleaner dropped: a stale entry would hide what its producer wrote later
            return;
        }
        if (!read(baseOffset, endOffset) || !aborted.between(baseOffset, endOffset).equals(found)) {
            replaceFile(baseOffset, found);
            aborted.replace(baseOffset, endOffset, found);
        }
        open(baseOffset);
    }

    private void replaceFile(long baseOffset, List<AbortedTransaction> found) throws StorageException {
        String temporary = path(baseOffset) + ".tmp";
        if (disk.exists(temporary)) {
            disk.delete(temporary);
        }
        try (TransactionIndex index = TransactionIndex.of(disk.create(temporary))) {
            for (AbortedTransaction transaction : found) {
                index.append(transaction);
            }
            index.sync();
        }
        disk.rename(temporary, path(baseOffset));
        disk.syncDirectory(directory);
    }

    /** Creates the index of a new segment; the name is durable with the next sync of the directory. */
    void create(long baseOffset) throws StorageException {
        open.put(baseOffset, TransactionIndex.of(disk.create(path(baseOffset))));
    }

    void open(long baseOffset) throws StorageException {
        if (!open.containsKey(baseOffset)) {
            DiskFile file = disk.open(path(baseOffset));
            open.put(baseOffset, TransactionIndex.of(file));
        }
    }

    /** Notes an aborted transaction whose marker is in the active segment. */
    void append(AbortedTransaction transaction) throws StorageException {
        open.lastEntry().getValue().append(transaction);
        aborted.add(transaction);
    }

    /** Makes all of them durable. */
    void flush() throws StorageException {
        for (TransactionIndex index : open.values()) {
            index.sync();
        }
        while (open.size() > 1) {
            open.pollFirstEntry().getValue().close();
        }
    }

    /** Drops what was said of offsets from {@code logEndOffset} on; the segment that holds it is then the active one. */
    void truncateTo(long activeBaseOffset, long logEndOffset) throws StorageException {
        open(activeBaseOffset);
        open.get(activeBaseOffset).truncateTo(logEndOffset);
        aborted.replace(logEndOffset, Long.MAX_VALUE, List.of());
    }

    void delete(long baseOffset) throws StorageException {
        Optional<TransactionIndex> index = Optional.ofNullable(open.remove(baseOffset));
        if (index.isPresent()) {
            index.get().close();
        }
        if (disk.exists(path(baseOffset))) {
            disk.delete(path(baseOffset));
        }
    }

    @Override
    public void close() throws StorageException {
        while (!open.isEmpty()) {
            open.pollFirstEntry().getValue().close();
        }
    }

    private String path(long baseOffset) {
        return Disk.join(directory, nameOf(baseOffset));
    }

    private static String nameOf(long baseOffset) {
        return String.format("%020d", baseOffset) + TransactionIndex.SUFFIX;
    }
}
