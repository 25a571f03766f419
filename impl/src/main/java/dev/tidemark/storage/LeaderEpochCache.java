package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The leader epochs of a log and where each begins (KIP-101, KIP-279), kept in the file {@code leader-epoch-checkpoint}. Each change is on
 * disk and synced when the call returns: an epoch is known before its first record can be. (Kafka 4 writes truncations later, KAFKA-16541.)
 * If the write fails the entries in memory may be ahead of the file; the log directory is then to be taken offline.
 */
public final class LeaderEpochCache {
    static final String FILE_NAME = "leader-epoch-checkpoint";

    private final CheckpointFile file;
    private final TreeMap<Integer, EpochEntry> entries = new TreeMap<>();
    /** Of the entries, for the appender, who asks each time. */
    private Optional<EpochEntry> latest = Optional.empty();

    private LeaderEpochCache(CheckpointFile file) {
        this.file = file;
    }

    /** Reads the cache of a partition directory; a missing file is an empty cache. */
    public static LeaderEpochCache open(Disk disk, String directory) throws StorageException {
        LeaderEpochCache cache = new LeaderEpochCache(new CheckpointFile(disk, Disk.join(directory, FILE_NAME)));
        if (cache.file.exists()) {
            cache.load();
        }
        return cache;
    }

    private void load() throws StorageException {
        List<String[]> lines = file.read(2);
        for (int i = 0; i < lines.size(); i++) {
            int epoch = (int) file.entryNumber(lines.get(i)[0], i, Integer.MAX_VALUE);
            EpochEntry entry = new EpochEntry(epoch, file.entryNumber(lines.get(i)[1], i, Long.MAX_VALUE));
            Optional<EpochEntry> last = latest();
            if (last.isPresent() && (last.get().leaderEpoch() >= epoch || last.get().startOffset() >= entry.startOffset())) {
                throw file.entryError(i, entry.toString(), "epoch and start offset above " + last.get());
            }
            entries.put(epoch, entry);
            latest = Optional.of(entry);
        }
    }

    /**
     * Notes that {@code leaderEpoch} begins at {@code startOffset}, with or without data. Entries that contradict it (the same or a later
     * epoch, or the same or a later start) are dropped, as Kafka does; a repetition changes nothing.
     */
    public void assign(int leaderEpoch, long startOffset) throws StorageException {
        if (leaderEpoch < 0 || startOffset < 0) {
            throw new IllegalArgumentException("leader epoch " + leaderEpoch + " at offset " + startOffset + ": expected numbers from 0 on");
        }
        Optional<EpochEntry> last = latest();
        if (last.isPresent() && last.get().leaderEpoch() == leaderEpoch && startOffset >= last.get().startOffset()) {
            return;
        }
        removeFromEnd(entry -> entry.leaderEpoch() >= leaderEpoch || entry.startOffset() >= startOffset);
        entries.put(leaderEpoch, new EpochEntry(leaderEpoch, startOffset));
        write();
    }

    /**
     * Where the requested epoch ends in this log: the latest epoch ends at the log end; one above all known is undefined (empty); one below
     * the first ends where the first begins; else the floor epoch, ending where the next begins.
     */
    public Optional<EpochEndOffset> endOffsetFor(int requestedEpoch, long logEndOffset) {
        if (latestEpochIs(requestedEpoch)) {
            return Optional.of(new EpochEndOffset(requestedEpoch, logEndOffset));
        }
        Map.Entry<Integer, EpochEntry> higher = entries.higherEntry(requestedEpoch);
        if (requestedEpoch < 0 || higher == null) {
            return Optional.empty();
        }
        Integer floor = entries.floorKey(requestedEpoch);
        return Optional.of(new EpochEndOffset(floor == null ? requestedEpoch : floor, higher.getValue().startOffset()));
    }

    /** Drops the entries that start at or after {@code offset}, also when that is the log end or beyond it (KAFKA-10706). */
    public void truncateFromEnd(long offset) throws StorageException {
        if (removeFromEnd(entry -> entry.startOffset() >= offset)) {
            write();
        }
    }

    /** Forgets what lies before {@code offset}: of the epochs that start at or before it the last remains, and starts there. */
    void truncateFromStart(long offset) throws StorageException {
        NavigableMap<Integer, EpochEntry> before = new TreeMap<>(entries);
        before.values().removeIf(entry -> entry.startOffset() > offset);
        if (before.isEmpty() || before.size() == 1 && before.lastEntry().getValue().startOffset() == offset) {
            return;
        }
        entries.keySet().removeAll(before.keySet());
        entries.put(before.lastKey(), new EpochEntry(before.lastKey(), offset));
        write();
    }

    /** Forgets all of them: the log was emptied. */
    void clear() throws StorageException {
        entries.clear();
        write();
    }

    /** Ascending in epoch and in start offset. */
    public List<EpochEntry> entries() {
        return List.copyOf(entries.values());
    }

    public Optional<EpochEntry> latest() {
        return latest;
    }

    private boolean latestEpochIs(int epoch) {
        return !entries.isEmpty() && entries.lastKey() == epoch;
    }

    private boolean removeFromEnd(Predicate<EpochEntry> condition) {
        boolean removed = false;
        while (!entries.isEmpty() && condition.test(entries.lastEntry().getValue())) {
            entries.pollLastEntry();
            removed = true;
        }
        return removed;
    }

    private void write() throws StorageException {
        latest = Optional.ofNullable(entries.lastEntry()).map(Map.Entry::getValue);
        file.write(entries.values().stream().map(entry -> entry.leaderEpoch() + " " + entry.startOffset()).toList());
    }
}
