package dev.tidemark.simulation.log;

import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The three files of the first segment of a log, as {@code SparseIndex} says what is in them: read from the bytes, whoever wrote them. */
enum IndexFile {
    LOG(".log", 0) {
        @Override
        List<Map<String, Object>> content(ByteBuffer bytes) throws StorageException {
            List<Map<String, Object>> batches = new ArrayList<>();
            BatchScanner scanner = BatchScanner.of(bytes, 0).allowingGaps();
            for (Optional<BatchHeader> header = scanner.next(); header.isPresent() && scanner.batch().flaw().isEmpty(); header = scanner.next()) {
                batches.add(Map.of("lastOffset", header.get().lastOffset(), "position", scanner.position(), "bytes", (long) header.get().sizeInBytes(),
                        "timestamp", header.get().maxTimestampMs()));
            }
            return batches;
        }
    },

    OFFSETS(".index", 8) {
        @Override
        List<Map<String, Object>> content(ByteBuffer bytes) {
            List<Map<String, Object>> entries = new ArrayList<>();
            while (bytes.remaining() >= entryBytes()) {
                entries.add(Map.of("offset", (long) bytes.getInt(), "position", (long) bytes.getInt()));
            }
            return entries;
        }
    },

    TIMES(".timeindex", 12) {
        @Override
        List<Map<String, Object>> content(ByteBuffer bytes) {
            List<Map<String, Object>> entries = new ArrayList<>();
            while (bytes.remaining() >= entryBytes()) {
                entries.add(Map.of("timestamp", bytes.getLong(), "offset", (long) bytes.getInt()));
            }
            return entries;
        }
    };

    private static final String FIRST = "00000000000000000000";

    private final String suffix;
    private final int entryBytes;

    IndexFile(String suffix, int entryBytes) {
        this.suffix = suffix;
        this.entryBytes = entryBytes;
    }

    /** What a segment is called among the scopes of a trace. */
    static String scope(TopicPartition partition) {
        return Disk.join(partition.directory(), FIRST);
    }

    String path(TopicPartition partition) {
        return scope(partition) + suffix;
    }

    /** 0 if its entries differ in size. */
    int entryBytes() {
        return entryBytes;
    }

    /** What is on the disk, without what is torn at its end; nothing if it is not there. */
    List<Map<String, Object>> read(Disk disk, TopicPartition partition) throws StorageException {
        if (!disk.exists(path(partition))) {
            return List.of();
        }
        try (DiskFile file = disk.open(path(partition))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return content(bytes.flip());
        }
    }

    abstract List<Map<String, Object>> content(ByteBuffer bytes) throws StorageException;
}
