package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.Flaw;
import java.io.IOException;
import java.io.StringReader;
import java.util.Optional;
import java.util.Properties;

/**
 * Whose log directory this is: the file {@code meta.properties} at its root, Kafka's version 1. A directory of another cluster or node must
 * not be served.
 *
 * <pre>
 *   version=1
 *   cluster.id=qmBLkFLNRQemCTwIZ1CjpA
 *   node.id=3
 *   directory.id=JVW_mhWxTDCMa4zNkDLFYw
 * </pre>
 */
public record MetaProperties(String clusterId, int nodeId, Uuid directoryId) {
    static final String FILE_NAME = "meta.properties";
    private static final String VERSION = "1";

    public static boolean exists(Disk disk) {
        return disk.exists(FILE_NAME);
    }

    public static MetaProperties read(Disk disk) throws StorageException {
        return read(disk, "");
    }

    static MetaProperties read(Disk disk, String logDirectory) throws StorageException {
        Properties properties = parse(new TextFile(disk, Disk.join(logDirectory, FILE_NAME)).read());
        if (!value(properties, "version").equals(VERSION)) {
            throw error("version=" + value(properties, "version"), "version=" + VERSION);
        }
        String directoryId = value(properties, "directory.id");
        return new MetaProperties(value(properties, "cluster.id"), nodeId(value(properties, "node.id")), Uuid.parse(directoryId)
                .orElseThrow(() -> error("directory.id=" + directoryId, "22 characters of base64")));
    }

    private static Properties parse(String text) throws StorageException {
        try {
            Properties properties = new Properties();
            properties.load(new StringReader(text));
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw error(e.getMessage(), "a properties file");
        }
    }

    private static String value(Properties properties, String name) throws StorageException {
        return Optional.ofNullable(properties.getProperty(name)).orElseThrow(() -> error("no " + name, "version, cluster.id, node.id and directory.id"));
    }

    private static int nodeId(String text) throws StorageException {
        if (!text.matches("[0-9]{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw error("node.id=" + text, "a number from 0 to " + Integer.MAX_VALUE);
        }
        return Integer.parseInt(text);
    }

    private static StorageException error(String found, String expected) {
        return new StorageException(FILE_NAME + ": " + new Flaw(found, expected));
    }

    public void write(Disk disk) throws StorageException {
        new TextFile(disk, FILE_NAME).write("version=" + VERSION + "\ncluster.id=" + clusterId + "\nnode.id=" + nodeId + "\ndirectory.id=" + directoryId
                + "\n");
    }
}
