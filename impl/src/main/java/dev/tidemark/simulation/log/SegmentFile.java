package dev.tidemark.simulation.log;

import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is in a segment's file, as {@code SegmentedLog} says it: read from the bytes, whoever wrote them. */
final class SegmentFile {
    private static final String SUFFIX = ".log";

    private SegmentFile() { }

    static boolean is(String path) {
        return path.endsWith(SUFFIX);
    }

    static long baseOffset(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    static String path(TopicPartition partition, long baseOffset) {
        return Disk.join(partition.directory(), String.format("%020d", baseOffset) + SUFFIX);
    }

    /** The place, in bits, of the last bit of a batch: one of its records' and not of its header. */
    static long lastBit(Disk disk, TopicPartition partition, long baseOffset, int index) throws StorageException {
        try (DiskFile file = disk.open(path(partition, baseOffset))) {
            BatchScanner scanner = BatchScanner.of(file, 0, file.size(), baseOffset, Math.toIntExact(file.size())).allowingGaps();
            for (int i = 0; i < index; i++) {
                scanner.next();
            }
            return scanner.nextPosition() * Byte.SIZE - 1;
        }
    }

    static byte[] bytes(Disk disk, TopicPartition partition, long baseOffset) throws StorageException {
        try (DiskFile file = disk.open(path(partition, baseOffset))) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return bytes.array();
        }
    }

    /** All batches of a file; what is torn at its end counts as one without records, and what flipped bits have damaged as unsound. */
    static List<Map<String, Object>> batches(Disk disk, String path, FlippedBits flipped) throws StorageException {
        try (DiskFile file = disk.open(path)) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            return batches(bytes.flip(), baseOffset(path), (position, batch) -> flipped.asWritten(path, position, batch));
        }
    }

    /** All batches of what was written at once; what is torn counts as one without records. */
    static List<Map<String, Object>> batches(ByteBuffer bytes, long baseOffset) throws StorageException {
        return batches(bytes, baseOffset, (position, batch) -> Optional.empty());
    }

    /** Says what was in a damaged batch, if it knows. */
    private interface Memory {
        Optional<RecordBatch> asWritten(long position, RecordBatch damaged);
    }

    private static List<Map<String, Object>> batches(ByteBuffer bytes, long baseOffset, Memory memory) throws StorageException {
        List<Map<String, Object>> batches = new ArrayList<>();
        BatchScanner scanner = BatchScanner.of(bytes.duplicate(), baseOffset).allowingGaps();
        while (scanner.next().isPresent()) {
            boolean isSound = scanner.batch().flaw().isEmpty();
            Optional<RecordBatch> written = isSound ? Optional.of(scanner.batch()) : memory.asWritten(scanner.position(), scanner.batch());
            if (written.isEmpty()) {
                break;
            }
            batches.add(whole(written.get(), isSound));
        }
        long endOffset = batches.isEmpty() ? baseOffset : endOffset(batches.get(batches.size() - 1));
        if (scanner.flaw().isPresent() || scanner.position() < bytes.remaining() && scanner.position() != scanner.nextPosition()) {
            batches.add(batch(endOffset, -1, List.of(), false));
        }
        return batches;
    }

    private static long endOffset(Map<String, Object> batch) {
        return (Long) batch.get("baseOffset") + ((List<?>) batch.get("records")).size();
    }

    private static Map<String, Object> whole(RecordBatch batch, boolean isSound) {
        try {
            List<String> records = new ArrayList<>();
            for (LogEntry entry : batch.entries()) {
                records.add(entry.record().valueText().orElse(""));
            }
            return batch(batch.header().baseOffset(), batch.header().leaderEpoch(), records, isSound);
        } catch (InvalidBatchException e) {
            throw new IllegalStateException("a batch whose CRC is right cannot be decoded", e);
        }
    }

    private static Map<String, Object> batch(long baseOffset, long leaderEpoch, List<String> records, boolean isSound) {
        return Map.of("baseOffset", baseOffset, "leaderEpoch", leaderEpoch, "records", records, "isSound", isSound);
    }
}
