package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/**
 * Whose partition a directory holds: a topic of the same name that was created anew has another id. Kafka's file
 * {@code partition.metadata}.
 *
 * <pre>
 *   version: 0
 *   topic_id: 2jK9yvwVQvSvBt3l-p1aRA
 * </pre>
 */
public record PartitionMetadata(Uuid topicId) {
    static final String FILE_NAME = "partition.metadata";
    private static final String VERSION = "version: 0";
    private static final String TOPIC_ID = "topic_id: ";

    public static boolean exists(Disk disk, String directory) {
        return disk.exists(Disk.join(directory, FILE_NAME));
    }

    public static PartitionMetadata read(Disk disk, String directory) throws StorageException {
        TextFile file = new TextFile(disk, Disk.join(directory, FILE_NAME));
        List<String> lines = file.read().lines().toList();
        if (lines.size() != 2 || !lines.get(0).equals(VERSION)) {
            throw file.error(1, lines.isEmpty() ? "no lines" : "\"" + lines.get(0) + "\" of " + lines.size() + " lines", "\"" + VERSION + "\" of two");
        }
        String id = lines.get(1);
        return Uuid.parse(id.startsWith(TOPIC_ID) ? id.substring(TOPIC_ID.length()) : "").map(PartitionMetadata::new)
                .orElseThrow(() -> file.error(2, "\"" + id + "\"", TOPIC_ID + "and 22 characters of base64"));
    }

    public void write(Disk disk, String directory) throws StorageException {
        new TextFile(disk, Disk.join(directory, FILE_NAME)).write(VERSION + "\n" + TOPIC_ID + topicId);
    }
}
