package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The file {@code .kafka_cleanshutdown}: all logs of this directory were flushed and closed, by a broker of this epoch. It goes before anything
 * else is changed, and that is made durable: if a power loss brought it back, the next start would take a torn tail for sound.
 *
 * <pre>
 *   {"version":0,"brokerEpoch":24}
 * </pre>
 */
final class CleanShutdown {
    static final String FILE_NAME = ".kafka_cleanshutdown";
    private static final Pattern CONTENT = Pattern.compile("\\{\\s*\"version\"\\s*:\\s*0\\s*,\\s*\"brokerEpoch\"\\s*:\\s*(-?\\d{1,18})\\s*}\\s*");

    private CleanShutdown() {}

    /** The epoch of the broker that shut down in peace; empty after a crash. A file that cannot be read is no proof of anything. */
    static Optional<Long> read(Disk disk) throws StorageException {
        return read(disk, "");
    }

    static Optional<Long> read(Disk disk, String logDirectory) throws StorageException {
        TextFile file = new TextFile(disk, Disk.join(logDirectory, FILE_NAME));
        if (!file.exists()) {
            return Optional.empty();
        }
        Matcher content = CONTENT.matcher(file.read());
        return content.matches() ? Optional.of(Long.parseLong(content.group(1))) : Optional.empty();
    }

    /** Removes it; who opens the directory syncs it before anything else is done. */
    static void remove(Disk disk) throws StorageException {
        if (disk.exists(FILE_NAME)) {
            disk.delete(FILE_NAME);
        }
    }

    /** Writes it, durably. */
    static void write(Disk disk, long brokerEpoch) throws StorageException {
        new TextFile(disk, FILE_NAME).write("{\"version\":0,\"brokerEpoch\":" + brokerEpoch + "}");
    }
}
