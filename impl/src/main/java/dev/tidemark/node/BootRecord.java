package dev.tidemark.node;

import dev.tidemark.core.ReplicaState.PageCache;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The file that tells a broker whether its machine has been up since it joined the cluster: the boot id
 * (on Linux {@code /proc/sys/kernel/random/boot_id}) under which it joined. Kafka has no such file: see DIVERGENCES.md.
 */
final class BootRecord {
    private static final String FILE = "boot-id";
    private static final String NEW_FILE = FILE + ".tmp";

    private final Disk disk;
    private final String bootId;

    BootRecord(Disk disk, String bootId) {
        this.disk = disk;
        this.bootId = bootId;
    }

    /** Whether what was in the page cache when the broker last ran is still there. Without a record nobody knows: then it is not. */
    PageCache pageCache() throws StorageException {
        return disk.exists(FILE) && read().equals(bootId) ? PageCache.KEPT : PageCache.LOST;
    }

    private String read() throws StorageException {
        try (DiskFile file = disk.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    /** The broker has joined: what it loses from now on is lost from under this boot. */
    void joined() throws StorageException {
        if (disk.exists(NEW_FILE)) {
            disk.delete(NEW_FILE);
        }
        try (DiskFile file = disk.create(NEW_FILE)) {
            file.append(ByteBuffer.wrap(bootId.getBytes(StandardCharsets.UTF_8)));
            file.sync();
        }
        disk.rename(NEW_FILE, FILE);
        disk.syncDirectory("");
    }
}
