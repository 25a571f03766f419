package dev.tidemark.simulation;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** A disk in memory, for tests that open many thousand directories. It must behave as the real one does: {@code DiskContractTest}. */
public final class MemoryDisk implements Disk {
    private final TreeMap<String, Content> files = new TreeMap<>();
    private final TreeSet<String> directories = new TreeSet<>(List.of(""));

    /** Bytes without a name: who has the file open keeps them when the name goes. */
    private static final class Content {
        private byte[] bytes = new byte[64];
        private int size;
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        if (files.containsKey(path) || !directories.contains(Disk.parentOf(path))) {
            throw new StorageException(path + ": cannot create");
        }
        files.put(path, new Content());
        return open(path);
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return new MemoryFile(path, existing(path));
    }

    private Content existing(String path) throws StorageException {
        if (!files.containsKey(path)) {
            throw new StorageException(path + ": cannot open: no such file");
        }
        return files.get(path);
    }

    @Override
    public boolean exists(String path) {
        return files.containsKey(path) || directories.contains(path);
    }

    @Override
    public boolean isDirectory(String path) {
        return directories.contains(path);
    }

    @Override
    public List<String> list(String directory) throws StorageException {
        if (!directories.contains(directory)) {
            throw new StorageException(directory + ": cannot list");
        }
        TreeSet<String> names = new TreeSet<>();
        files.keySet().stream().filter(path -> Disk.parentOf(path).equals(directory)).forEach(names::add);
        directories.stream().filter(path -> !path.isEmpty() && Disk.parentOf(path).equals(directory)).forEach(names::add);
        return names.stream().map(path -> path.substring(path.lastIndexOf('/') + 1)).sorted().toList();
    }

    @Override
    public void createDirectories(String directory) {
        for (String path = directory; !path.isEmpty(); path = Disk.parentOf(path)) {
            directories.add(path);
        }
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        Content content = existing(from);
        files.remove(from);
        files.put(to, content);
    }

    @Override
    public void delete(String path) throws StorageException {
        if (files.remove(path) == null && !directories.remove(path)) {
            throw new StorageException(path + ": cannot delete: no such file");
        }
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        if (!directories.contains(directory)) {
            throw new StorageException(directory + ": cannot sync directory");
        }
    }

    private record MemoryFile(String path, Content content) implements DiskFile {
        @Override
        public long size() {
            return content.size;
        }

        @Override
        public int read(ByteBuffer target, long position) {
            int count = (int) Math.max(0, Math.min(target.remaining(), content.size - position));
            if (count > 0) {
                target.put(content.bytes, (int) position, count);
            }
            return count;
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel target) throws StorageException {
            try {
                return target.write(ByteBuffer.wrap(content.bytes, (int) position, (int) Math.min(count, content.size - position)));
            } catch (IOException e) {
                throw new StorageException(path + ": cannot transfer", e);
            }
        }

        @Override
        public void append(ByteBuffer source) {
            int count = source.remaining();
            if (content.size + count > content.bytes.length) {
                content.bytes = Arrays.copyOf(content.bytes, Math.max(content.size + count, 2 * content.bytes.length));
            }
            source.get(content.bytes, content.size, count);
            content.size += count;
        }

        @Override
        public void truncate(long size) {
            if (size > content.size) {
                throw new IllegalArgumentException(path + ": cannot truncate " + content.size + " bytes to " + size);
            }
            content.size = (int) size;
        }

        @Override
        public void sync() { }

        @Override
        public void close() { }
    }
}
