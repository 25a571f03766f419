package dev.tidemark.storage.producer;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The snapshot files of a log, each named by the offset up to which it tells the state. They are written in place, without a temporary
 * file: a torn one fails its CRC and is dropped, which costs reading more of the log, and no more.
 *
 * <p>What is worse than none is one of another history. So before a log that was cut grows again, the snapshots above the cut are deleted
 * and the directory is synced. (Kafka does not sync it: a power loss can bring them back.)
 */
public final class ProducerSnapshots {
    public static final String SUFFIX = ".snapshot";
    private static final int DIGITS = 20;

    private final Disk disk;
    private final String directory;
    private final NavigableSet<Long> offsets = new TreeSet<>();
    private final NavigableSet<Long> unsynced = new TreeSet<>();

    private ProducerSnapshots(Disk disk, String directory) {
        this.disk = disk;
        this.directory = directory;
    }

    /** Looks for the snapshots in a partition's directory; reads none. */
    public static ProducerSnapshots open(Disk disk, String directory) throws StorageException {
        ProducerSnapshots snapshots = new ProducerSnapshots(disk, directory);
        disk.list(directory).stream().filter(name -> name.matches("[0-9]{" + DIGITS + "}\\" + SUFFIX) && name.compareTo("09223372036854775808") < 0)
                .map(name -> Long.parseLong(name.substring(0, DIGITS))).forEach(snapshots.offsets::add);
        return snapshots;
    }

    boolean has(long offset) {
        return offsets.contains(offset);
    }

    /** Ascending. */
    public List<Long> offsets() {
        return List.copyOf(offsets);
    }

    /** Writes the states down, in place of what is there under their end offset; they are durable after {@link #flush}. */
    public void take(ProducerStates states) throws StorageException {
        long offset = states.endOffset();
        if (offsets.contains(offset)) {
            delete(offset);
        }
        try (DiskFile file = disk.create(path(offset))) {
            offsets.add(offset);
            unsynced.add(offset);
            file.append(ProducerSnapshot.encode(states.producers()));
        }
    }

    /** Makes what was taken durable; the names become so with the next sync of the directory. */
    public void flush() throws StorageException {
        while (!unsynced.isEmpty()) {
            try (DiskFile file = disk.open(path(unsynced.first()))) {
                file.sync();
            }
            unsynced.pollFirst();
        }
    }

    /** The states as the newest readable snapshot up to an offset has them, or those of an empty log; unreadable ones are deleted. */
    public ProducerStates load(long firstOffset, long upToOffset) throws StorageException {
        for (Long offset = offsets.floor(upToOffset); offset != null && offset > firstOffset; offset = offsets.lower(offset)) {
            Optional<ProducerSnapshot> snapshot = read(offset);
            if (snapshot.isPresent()) {
                return new ProducerStates(snapshot.get());
            }
            delete(offset);
        }
        return new ProducerStates(firstOffset);
    }

    private Optional<ProducerSnapshot> read(long offset) throws StorageException {
        try (DiskFile file = disk.open(path(offset))) {
            if (file.size() > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            bytes.flip();
            return ProducerSnapshot.flaw(bytes).isPresent() ? Optional.empty() : Optional.of(ProducerSnapshot.decode(offset, bytes));
        }
    }

    /** Deletes those that a power loss has torn. Nobody would take them for good, but for damage. */
    public void deleteUnreadable() throws StorageException {
        List<Long> unreadable = new ArrayList<>();
        for (long offset : offsets) {
            if (read(offset).isEmpty()) {
                unreadable.add(offset);
            }
        }
        deleteDurably(unreadable);
    }

    /** What each of them tells, as read back from the files; unreadable ones are left out. */
    List<ProducerSnapshot> all() throws StorageException {
        List<ProducerSnapshot> all = new ArrayList<>();
        for (long offset : offsets) {
            read(offset).ifPresent(all::add);
        }
        return all;
    }

    /** Deletes those above the end of a log that was cut, durably: see above. */
    public void truncateTo(long logEndOffset) throws StorageException {
        deleteDurably(offsets.tailSet(logEndOffset, false));
    }

    /** Deletes those that tell only of what lies below the first segment. */
    public void deleteUpTo(long firstOffset) throws StorageException {
        deleteDurably(offsets.headSet(firstOffset, true));
    }

    /** Deletes those at which no segment begins (any more), except one above all of them: that of the log's end. */
    public void deleteStray(Collection<Long> segmentBaseOffsets) throws StorageException {
        NavigableSet<Long> stray = new TreeSet<>(offsets);
        stray.removeAll(segmentBaseOffsets);
        boolean lastIsOfTheLogEnd = !stray.isEmpty() && segmentBaseOffsets.stream().allMatch(base -> base < stray.last());
        deleteDurably(lastIsOfTheLogEnd ? stray.headSet(stray.last(), false) : stray);
    }

    private void deleteDurably(Collection<Long> unwanted) throws StorageException {
        if (!unwanted.isEmpty()) {
            for (long offset : List.copyOf(unwanted)) {
                delete(offset);
            }
            disk.syncDirectory(directory);
        }
    }

    public void deleteAll() throws StorageException {
        deleteDurably(offsets);
    }

    /** Deletes one, if there is one, with the next sync of the directory. */
    public void delete(long offset) throws StorageException {
        if (offsets.remove(offset)) {
            disk.delete(path(offset));
            unsynced.remove(offset);
        }
    }

    private String path(long offset) {
        return Disk.join(directory, String.format("%020d", offset) + SUFFIX);
    }
}
