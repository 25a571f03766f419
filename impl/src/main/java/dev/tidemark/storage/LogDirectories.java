package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * All log directories of a broker ({@code log.dirs}). Each partition lives in one of them: where it was found, or, if it is new, where there are
 * fewest. A directory that fails goes offline with its partitions, and the others go on (KIP-112); without any, the broker cannot.
 */
public final class LogDirectories implements AutoCloseable {
    private final SortedMap<String, Served> online = new TreeMap<>();
    private final SortedMap<String, StorageException> unreadable = new TreeMap<>();
    private final SortedMap<TopicPartition, String> places = new TreeMap<>();

    /** Whose directories these are; others must not be served. */
    public record Owner(String clusterId, int nodeId) { }

    /** A directory that could be opened, and the disk that it is the root of. */
    private record Served(Disk disk, LogDirectory directory) {
        boolean isOnline() {
            return directory.failure().isEmpty();
        }
    }

    private LogDirectories() { }

    /**
     * Opens all of them; a new one gets its {@code meta.properties}. One that cannot be read is offline from the start.
     *
     * @param disks  by the name that errors give them
     * @param random makes up the identity of new directories
     * @throws StorageException if none can be read, if one belongs to another owner or is there twice, or if a partition is in two of them
     */
    public static LogDirectories open(Map<String, Disk> disks, Owner owner, LogDirectoryConfig config, RandomGenerator random, long nowMs)
            throws StorageException {
        LogDirectories directories = new LogDirectories();
        Map<Uuid, String> identities = new LinkedHashMap<>();
        for (Map.Entry<String, Disk> entry : new TreeMap<>(disks).entrySet()) {
            String name = entry.getKey();
            Optional<MetaProperties> identity = directories.identity(name, entry.getValue(), owner, random);
            if (identity.isPresent()) {
                requireOwner(name, identity.get(), owner);
                String twin = identities.put(identity.get().directoryId(), name);
                if (twin != null) {
                    throw new StorageException(name + ": has the directory.id of " + twin + "; one is a copy of the other, and only one may be served");
                }
                directories.serve(name, entry.getValue(), config, nowMs);
            }
        }
        directories.requireAny();
        return directories;
    }

    private Optional<MetaProperties> identity(String name, Disk disk, Owner owner, RandomGenerator random) {
        try {
            if (!MetaProperties.exists(disk)) {
                new MetaProperties(owner.clusterId(), owner.nodeId(), Uuid.random(random)).write(disk);
            }
            return Optional.of(MetaProperties.read(disk));
        } catch (StorageException e) {
            unreadable.put(name, e);
            return Optional.empty();
        }
    }

    private static void requireOwner(String name, MetaProperties identity, Owner owner) throws StorageException {
        if (!new Owner(identity.clusterId(), identity.nodeId()).equals(owner)) {
            throw new StorageException(name + "/" + MetaProperties.FILE_NAME + ": cluster.id=" + identity.clusterId() + ", node.id=" + identity.nodeId()
                    + ", where cluster.id=" + owner.clusterId() + ", node.id=" + owner.nodeId() + " was expected");
        }
    }

    private void serve(String name, Disk disk, LogDirectoryConfig config, long nowMs) throws StorageException {
        Served served;
        Set<TopicPartition> found = new HashSet<>();
        try {
            served = new Served(disk, LogDirectory.open(disk, config, nowMs));
            for (String child : disk.list("")) {
                if (disk.isDirectory(child)) {
                    TopicPartition.ofDirectory(child).ifPresent(found::add);
                }
            }
        } catch (StorageException e) {
            unreadable.put(name, e);
            return;
        }
        online.put(name, served);
        for (TopicPartition partition : found) {
            String other = places.putIfAbsent(partition, name);
            if (other != null) {
                throw new StorageException(partition + ": is in " + other + " and in " + name + "; remove the one that is not to be served");
            }
        }
    }

    /**
     * The broker epoch under which all directories were shut down in peace, empty if one was not or is offline: then what was not flushed may be
     * lost (KIP-966).
     */
    public Optional<Long> cleanShutdown() {
        Set<Optional<Long>> epochs = new HashSet<>();
        online.values().forEach(served -> epochs.add(served.directory().cleanShutdown()));
        return unreadable.isEmpty() && epochs.size() == 1 ? epochs.iterator().next() : Optional.empty();
    }

    /**
     * Opens the log of a partition that this broker has, or had.
     *
     * @throws StorageException if its directory is offline, or may be: it is in none of those online, and some are not; if the partition there is
     *                          of another topic; or if the log is damaged
     */
    public synchronized PartitionLog open(TopicPartition partition, Uuid topicId, LogConfig config) throws StorageException {
        if (!places.containsKey(partition) && !offline().isEmpty()) {
            throw new StorageException(partition + ": may be in a log directory that is offline: " + String.join(", ", offline().keySet()));
        }
        return create(partition, topicId, config);
    }

    /** Opens the log of a partition that may be new: created where there are fewest if it is nowhere. */
    public synchronized PartitionLog create(TopicPartition partition, Uuid topicId, LogConfig config) throws StorageException {
        requireAny();
        String place = Optional.ofNullable(places.get(partition)).orElseGet(this::emptiest);
        Served served = online.get(place);
        if (PartitionMetadata.exists(served.disk(), partition.directory())) {
            Uuid found = PartitionMetadata.read(served.disk(), partition.directory()).topicId();
            if (!found.equals(topicId)) {
                throw new StorageException(place + "/" + partition.directory() + ": is of the topic " + found + ", where " + topicId + " was expected");
            }
        }
        PartitionLog log = served.directory().open(partition, config);
        if (!PartitionMetadata.exists(served.disk(), partition.directory())) {
            new PartitionMetadata(topicId).write(served.disk(), partition.directory());
        }
        places.put(partition, place);
        return log;
    }

    private String emptiest() {
        return online.entrySet().stream().filter(entry -> entry.getValue().isOnline()).map(Map.Entry::getKey)
                .min(Comparator.comparingLong(name -> Collections.frequency(places.values(), name))).orElseThrow();
    }

    /** The directory that a partition lives in. */
    public synchronized LogDirectory of(TopicPartition partition) {
        if (!places.containsKey(partition)) {
            throw new IllegalArgumentException(partition + " is in no log directory");
        }
        return online.get(places.get(partition)).directory();
    }

    /** The directories that are offline, and why. */
    public synchronized SortedMap<String, StorageException> offline() {
        SortedMap<String, StorageException> offline = new TreeMap<>(unreadable);
        online.forEach((name, served) -> served.directory().failure().ifPresent(cause -> offline.put(name, cause)));
        return offline;
    }

    private void requireAny() throws StorageException {
        if (online.values().stream().noneMatch(Served::isOnline)) {
            Map.Entry<String, StorageException> first = offline().entrySet().stream().findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no log directory is given"));
            throw new StorageException("no log directory is online; " + first.getKey() + ": " + first.getValue().getMessage(), first.getValue());
        }
    }

    /** Work on one directory. */
    private interface Work {
        void on(LogDirectory directory) throws StorageException;
    }

    private void onEach(Work work) throws StorageException {
        for (Served served : online.values()) {
            if (served.isOnline()) {
                try {
                    work.on(served.directory());
                } catch (StorageException e) {
                    if (served.isOnline()) {
                        throw e; // else it has just gone offline, and the others go on
                    }
                }
            }
        }
        requireAny();
    }

    /** Does what is due in each. */
    public synchronized void tick(long nowMs) throws StorageException {
        onEach(directory -> directory.tick(nowMs));
    }

    /** Shuts down those that are online; the others will be recovered. */
    public synchronized void shutDown(long brokerEpoch) throws StorageException {
        onEach(directory -> directory.shutDown(brokerEpoch));
    }

    @Override
    public synchronized void close() throws StorageException {
        for (Served served : online.values()) {
            served.directory().close();
        }
    }
}
