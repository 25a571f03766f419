package dev.tidemark.simulation.compaction;

import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is in the files of a partition, as {@code Compaction} says it: read from the bytes, whoever wrote them. Indexes are not looked at. */
final class CompactedFiles {
    static final String NONE = "none";
    static final String TOMBSTONE = "null";
    private static final int DIGITS = 20;

    private final Disk disk;
    private final TopicPartition partition;

    CompactedFiles(Disk disk, TopicPartition partition) {
        this.disk = disk;
        this.partition = partition;
    }

    /** What a segment's file is at present. */
    enum Status {
        LOG(".log"), SWAP(".log.swap"), CLEANED(".log.cleaned"), DELETED(".log.deleted");

        private final String suffix;

        Status(String suffix) {
            this.suffix = suffix;
        }
    }

    /** A file of batches of this partition. */
    record Name(long baseOffset, Status status) {}

    /** Empty if the file is another's, or of another kind. */
    Optional<Name> name(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (!Disk.parentOf(path).equals(partition.directory()) || name.length() <= DIGITS) {
            return Optional.empty();
        }
        for (Status status : Status.values()) {
            if (name.substring(DIGITS).equals(status.suffix)) {
                return Optional.of(new Name(Long.parseLong(name.substring(0, DIGITS)), status));
            }
        }
        return Optional.empty();
    }

    private String path(long baseOffset, Status status) {
        return Disk.join(partition.directory(), String.format("%020d", baseOffset) + status.suffix);
    }

    boolean exists(long baseOffset, Status status) {
        return disk.exists(path(baseOffset, status));
    }

    TreeSet<Long> baseOffsets(Status status) throws StorageException {
        TreeSet<Long> found = new TreeSet<>();
        for (String name : disk.list(partition.directory())) {
            name(Disk.join(partition.directory(), name)).filter(file -> file.status() == status).ifPresent(file -> found.add(file.baseOffset()));
        }
        return found;
    }

    /** The batches of each file; what is torn at its end is none. */
    SortedMap<Long, List<Map<String, Object>>> segments(Status status) throws StorageException {
        SortedMap<Long, List<Map<String, Object>>> found = new TreeMap<>();
        for (long baseOffset : baseOffsets(status)) {
            found.put(baseOffset, batches(baseOffset, status));
        }
        return found;
    }

    List<Map<String, Object>> batches(long baseOffset, Status status) throws StorageException {
        try (DiskFile file = disk.open(path(baseOffset, status))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return batches(BatchScanner.of(bytes.flip(), baseOffset).allowingGaps());
        }
    }

    /** What readers of a log are served from. */
    static SortedMap<Long, List<Map<String, Object>>> served(PartitionLog log) throws StorageException {
        SortedMap<Long, List<Map<String, Object>>> found = new TreeMap<>();
        for (Segment segment : log.segments()) {
            found.put(segment.baseOffset(), batches(segment.batches()));
        }
        return found;
    }

    static List<Map<String, Object>> batches(BatchScanner scanner) throws StorageException {
        List<Map<String, Object>> batches = new ArrayList<>();
        while (scanner.next().isPresent() && scanner.batch().flaw().isEmpty()) {
            batches.add(batch(scanner.batch()));
        }
        return batches;
    }

    private static Map<String, Object> batch(RecordBatch batch) {
        var header = batch.header();
        String kind = header.isControl() ? "marker" : header.isTransactional() ? "transactional" : "data";
        return Map.of("baseOffset", header.baseOffset(), "lastOffset", header.lastOffset(), "kind", kind,
                "producer", header.isTransactional() ? producer(header.producer().producerId()) : NONE,
                "timestamp", header.maxTimestampMs(), "horizon", header.deleteHorizonMs().orElse(-1), "records", records(batch));
    }

    static String producer(long producerId) {
        return "p" + producerId;
    }

    private static List<Map<String, Object>> records(RecordBatch batch) {
        try {
            Optional<EndTransactionMarker> marker = batch.header().isControl() ? EndTransactionMarker.in(batch) : Optional.empty();
            if (marker.isPresent()) {
                return List.of(record(batch.header().baseOffset(), NONE, marker.get().isCommit() ? "commit" : "abort"));
            }
            List<Map<String, Object>> records = new ArrayList<>();
            for (LogEntry entry : batch.entries()) {
                records.add(record(entry.offset(), entry.record().keyText().orElse(NONE), entry.record().valueText().orElse(TOMBSTONE)));
            }
            return records;
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch whose CRC is right cannot be decoded", e);
        }
    }

    private static Map<String, Object> record(long offset, String key, String value) {
        return Map.of("offset", offset, "key", key, "value", value);
    }
}
