package dev.tidemark.simulation;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk over real files that remembers what was not synced, so that {@link #powerLoss} can take it away. What was there when the disk was
 * made counts as durable. Equal calls and an equal generator leave equal files. It never waits for the real disk: what is synced is safe
 * from its own power losses, not from real ones.
 *
 * <pre>
 *   unsynced                  after a power loss
 *   appended bytes            a prefix of them remains, cut anywhere, also inside a batch; the rest is gone, or zeros
 *   truncation                done, or undone: the old bytes are back and what was appended behind the cut is gone
 *   created file, directory   there, or gone with all that it holds
 *   rename                    done, or undone: both names have their old content
 *   deletion                  done, or undone
 * </pre>
 *
 * Besides it refuses what it is told to ({@link #failNext}) and turns bits over ({@link #flipBit}).
 *
 * Changes of unrelated names are lost independently of each other; of changes to the same name, a later one never outlives an earlier one.
 */
public final class SimulatedDisk implements Disk {
    private final Disk real;
    private final TreeMap<String, UnsyncedBytes> files = new TreeMap<>();
    private final TreeMap<String, List<NameChange>> journals = new TreeMap<>();
    private final List<SimulatedFile> handles = new ArrayList<>();
    private Optional<PlannedFault> plannedFault = Optional.empty();
    private long calls;

    /** A fault that is about to happen. */
    private record PlannedFault(DiskFault fault, RandomGenerator random) {}

    public SimulatedDisk(Path root) {
        this(RealDisk.at(root));
    }

    /** Over another disk than that of this machine. */
    public SimulatedDisk(Disk disk) {
        this.real = disk;
    }

    /** How many calls have changed something, so far. */
    public long calls() {
        return calls;
    }

    /** The next call that can fail in this way does. */
    public void failNext(DiskFault fault, RandomGenerator random) {
        plannedFault = Optional.of(new PlannedFault(fault, random));
    }

    /** Takes back a fault that was asked for and has not happened. */
    public void failNoMore() {
        plannedFault = Optional.empty();
    }

    /** Turns a bit over, durably, as a disk does that nobody watches. */
    public void flipBit(String path, long bit) throws StorageException {
        try (DiskFile file = real.open(path)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(content, 0);
            int at = (int) (bit / Byte.SIZE);
            content.put(at, (byte) (content.get(at) ^ 1 << bit % Byte.SIZE));
            file.truncate(0);
            file.append(content.flip());
        }
    }

    void beforeWrite(DiskFile file, ByteBuffer source) throws StorageException {
        calls++;
        if (plannedFault.isPresent() && plannedFault.get().fault != DiskFault.FAILED_SYNC) {
            PlannedFault planned = takeFault();
            file.append(source.slice(source.position(), planned.random.nextInt(source.remaining() + 1)));
            String reason = planned.fault == DiskFault.NO_SPACE ? "no space left on device" : "input/output error";
            throw new StorageException(file.path() + ": cannot write at position " + file.size() + ": " + reason);
        }
    }

    void beforeSync(DiskFile file, UnsyncedBytes unsynced) throws StorageException {
        calls++;
        if (plannedFault.isPresent() && plannedFault.get().fault == DiskFault.FAILED_SYNC) {
            unsynced.lose(file, PowerLoss.random(takeFault().random));
            throw new StorageException(file.path() + ": cannot sync: input/output error");
        }
    }

    void beforeTruncate() {
        calls++;
    }

    private PlannedFault takeFault() {
        PlannedFault planned = plannedFault.orElseThrow();
        plannedFault = Optional.empty();
        return planned;
    }

    /** The process dies: open handles are dropped, all that was written stays. */
    public void processCrash() {
        List.copyOf(handles).forEach(SimulatedFile::drop);
        handles.clear();
    }

    /** The machine dies: a {@link #processCrash}, and of what was not synced the generator decides what remains. All of that is durable. */
    public void powerLoss(RandomGenerator random) throws StorageException {
        powerLoss(PowerLoss.random(random));
    }

    /** The same, with what remains decided by somebody. */
    public void powerLoss(PowerLoss loss) throws StorageException {
        processCrash();
        for (String directory : List.copyOf(journals.keySet())) {
            if (real.isDirectory(directory)) {
                loseNames(journals.getOrDefault(directory, List.of()), loss);
            }
        }
        for (String path : List.copyOf(files.keySet())) {
            try (DiskFile file = real.open(path)) {
                files.get(path).lose(file, loss);
            }
        }
        journals.clear();
        files.clear();
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        calls++;
        DiskFile file = real.create(path);
        files.put(path, new UnsyncedBytes(0));
        note(path, new NameChange.Created(path));
        return handle(file);
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return handle(real.open(path));
    }

    @Override
    public boolean exists(String path) {
        return real.exists(path);
    }

    @Override
    public boolean isDirectory(String path) {
        return real.isDirectory(path);
    }

    @Override
    public List<String> list(String directory) throws StorageException {
        return real.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws StorageException {
        if (!directory.isEmpty() && !real.isDirectory(directory)) {
            createDirectories(Disk.parentOf(directory));
            real.createDirectories(directory);
            note(directory, new NameChange.DirectoryCreated(directory));
        }
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        calls++;
        if (!Disk.parentOf(from).equals(Disk.parentOf(to))) {
            throw new IllegalArgumentException("rename of " + from + " to " + to + ": expected two names in one directory");
        }
        Optional<LostFile> replaced = real.exists(to) ? Optional.of(contentOf(to)) : Optional.empty();
        UnsyncedBytes moved = unsynced(from);
        real.rename(from, to);
        files.remove(from);
        files.put(to, moved);
        note(to, new NameChange.Renamed(from, to, replaced));
    }

    @Override
    public void delete(String path) throws StorageException {
        calls++;
        LostFile lost = contentOf(path);
        real.delete(path);
        files.remove(path);
        note(path, new NameChange.Deleted(path, lost));
    }

    @Override
    public void syncDirectory(String directory) {
        calls++;
        journals.remove(directory);
    }

    private DiskFile handle(DiskFile file) throws StorageException {
        UnsyncedBytes unsynced = unsynced(file.path());
        SimulatedFile handle = new SimulatedFile(this, file, unsynced, handles::remove);
        handles.add(handle);
        return handle;
    }

    /** What is known about a file; one not seen before is durable as it is. */
    private UnsyncedBytes unsynced(String path) throws StorageException {
        if (!files.containsKey(path)) {
            try (DiskFile file = real.open(path)) {
                files.put(path, new UnsyncedBytes(file.size()));
            }
        }
        return files.get(path);
    }

    private void note(String path, NameChange change) {
        journals.computeIfAbsent(Disk.parentOf(path), directory -> new ArrayList<>()).add(change);
    }

    /** From the latest change back: each is undone by the toss of a coin, unless a later one of the same name was kept. */
    private void loseNames(List<NameChange> changes, PowerLoss loss) throws StorageException {
        Set<String> kept = new HashSet<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            NameChange change = changes.get(i);
            if (change.names().stream().noneMatch(kept::contains) && loss.undoes()) {
                undo(change);
            } else {
                kept.addAll(change.names());
            }
        }
    }

    private void undo(NameChange change) throws StorageException {
        if (change instanceof NameChange.Created created) {
            real.delete(created.path());
            files.remove(created.path());
        } else if (change instanceof NameChange.DirectoryCreated created) {
            deleteAll(created.path());
        } else if (change instanceof NameChange.Renamed renamed) {
            real.rename(renamed.to(), renamed.from());
            files.put(renamed.from(), files.remove(renamed.to()));
            if (renamed.replaced().isPresent()) {
                restore(renamed.to(), renamed.replaced().get());
            }
        } else if (change instanceof NameChange.Deleted deleted) {
            restore(deleted.path(), deleted.lost());
        }
    }

    private void deleteAll(String directory) throws StorageException {
        for (String name : real.list(directory)) {
            String path = Disk.join(directory, name);
            if (real.isDirectory(path)) {
                deleteAll(path);
            } else {
                real.delete(path);
                files.remove(path);
            }
        }
        real.delete(directory);
        journals.remove(directory);
    }

    private LostFile contentOf(String path) throws StorageException {
        try (DiskFile file = real.open(path)) {
            ByteBuffer content = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(content, 0);
            return new LostFile(content.flip(), unsynced(path));
        }
    }

    private void restore(String path, LostFile lost) throws StorageException {
        try (DiskFile file = real.create(path)) {
            file.append(lost.content().duplicate());
        }
        files.put(path, lost.unsynced());
    }
}
