package dev.tidemark.storage.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The disk of this machine, below one root directory. It refuses paths that leave the root. */
public final class RealDisk implements Disk {
    private static final Set<OpenOption> READ_ONLY = Set.of(StandardOpenOption.READ);
    private static final Set<OpenOption> READ_WRITE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);
    private static final Set<OpenOption> CREATE =
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);

    private final Path root;
    private final Set<OpenOption> openOptions;

    private RealDisk(Path root, Set<OpenOption> openOptions) {
        this.root = root.toAbsolutePath().normalize();
        this.openOptions = openOptions;
    }

    public static RealDisk at(Path root) {
        return new RealDisk(root, READ_WRITE);
    }

    /** A disk that refuses every change, for looking at a directory that is not ours to touch. */
    public static RealDisk readOnlyAt(Path root) {
        return new RealDisk(root, READ_ONLY);
    }

    @Override
    public DiskFile create(String path) throws StorageException {
        return change(path, "create", () -> new RealDiskFile(path, FileChannel.open(resolve(path), CREATE)));
    }

    @Override
    public DiskFile open(String path) throws StorageException {
        return call(path, "open", () -> new RealDiskFile(path, FileChannel.open(resolve(path), openOptions)));
    }

    @Override
    public boolean exists(String path) {
        return Files.exists(resolve(path));
    }

    @Override
    public boolean isDirectory(String path) {
        return Files.isDirectory(resolve(path));
    }

    @Override
    public List<String> list(String directory) throws StorageException {
        return call(directory, "list", () -> {
            try (Stream<Path> children = Files.list(resolve(directory))) {
                return children.map(child -> child.getFileName().toString()).sorted().collect(Collectors.toList());
            }
        });
    }

    @Override
    public void createDirectories(String directory) throws StorageException {
        change(directory, "create directory", () -> Files.createDirectories(resolve(directory)));
    }

    @Override
    public void rename(String from, String to) throws StorageException {
        change(from, "rename to " + to, () -> Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE));
    }

    @Override
    public void delete(String path) throws StorageException {
        change(path, "delete", () -> {
            Files.delete(resolve(path));
            return path;
        });
    }

    @Override
    public void syncDirectory(String directory) throws StorageException {
        change(directory, "sync directory", () -> {
            try (FileChannel channel = FileChannel.open(resolve(directory), StandardOpenOption.READ)) {
                channel.force(true);
            }
            return directory;
        });
    }

    private Path resolve(String path) {
        Path resolved = root.resolve(path).normalize();
        if (!resolved.startsWith(root)) {
            throw new IllegalArgumentException("path " + path + " leaves the disk's root");
        }
        return resolved;
    }

    private <T> T change(String path, String verb, FileCall<T> call) throws StorageException {
        if (openOptions.equals(READ_ONLY)) {
            throw new StorageException(path + ": cannot " + verb + ": the disk is read-only");
        }
        return call(path, verb, call);
    }

    static <T> T call(String path, String verb, FileCall<T> call) throws StorageException {
        try {
            return call.run();
        } catch (IOException e) {
            throw new StorageException((path.isEmpty() ? "root directory" : path) + ": cannot " + verb + ": " + e, e);
        }
    }

    interface FileCall<T> {
        T run() throws IOException;
    }
}
