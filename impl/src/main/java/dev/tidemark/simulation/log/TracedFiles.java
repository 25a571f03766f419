package dev.tidemark.simulation.log;

import static dev.tidemark.traces.StorageVocabulary.CLEAN_SHUTDOWN;
import static dev.tidemark.traces.StorageVocabulary.HIGH_WATERMARK_CHECKPOINT;
import static dev.tidemark.traces.StorageVocabulary.LOG_START_OFFSET_CHECKPOINT;
import static dev.tidemark.traces.StorageVocabulary.RECOVERY_POINT_CHECKPOINT;

import dev.tidemark.storage.OffsetCheckpoint;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.VariableSignature;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which steps the calls to a disk are, by the names of the files. */
final class TracedFiles implements TracedCalls {
    private static final String MARKER = ".kafka_cleanshutdown";
    private static final Map<String, VariableSignature> CHECKPOINTS = Map.of(
            OffsetCheckpoint.RECOVERY_POINT, RECOVERY_POINT_CHECKPOINT,
            OffsetCheckpoint.LOG_START, LOG_START_OFFSET_CHECKPOINT,
            OffsetCheckpoint.REPLICATION, HIGH_WATERMARK_CHECKPOINT);

    private final Disk disk;
    private final TopicPartition partition;
    private final LogTracer tracer;
    private final FlippedBits flipped = new FlippedBits();

    /** @param disk to look at the files without being told of it */
    TracedFiles(Disk disk, TopicPartition partition, LogTracer tracer) {
        this.disk = disk;
        this.partition = partition;
        this.tracer = tracer;
    }

    private boolean isSegment(String path) {
        return SegmentFile.is(path) && Disk.parentOf(path).equals(partition.directory());
    }

    /** The last bit of a batch of a segment has turned over. */
    void flipped(long file, int index, long bit) {
        flipped.add(SegmentFile.path(partition, file), bit);
        tracer.flipBit(file, index);
    }

    @Override
    public void created(String path) {
        if (isSegment(path)) {
            tracer.createSegment(SegmentFile.baseOffset(path));
        } else if (path.equals(MARKER + ".tmp")) {
            tracer.close(); // the marker is begun when the logs are closed
        }
    }

    @Override
    public void appended(String path, ByteBuffer bytes) throws StorageException {
        if (isSegment(path)) {
            tracer.append(SegmentFile.baseOffset(path), SegmentFile.batches(bytes.slice(), bytes.getLong(bytes.position())));
        }
    }

    @Override
    public void appendFailed(String path, ByteBuffer bytes) throws StorageException {
        if (isSegment(path)) {
            tracer.failWrite(SegmentFile.baseOffset(path), SegmentFile.batches(bytes.slice(), bytes.getLong(bytes.position())), SegmentFile.batches(disk, path, flipped));
        } else {
            tracer.failCall();
        }
    }

    @Override
    public void syncFailed(String path) throws StorageException {
        if (isSegment(path)) {
            tracer.failSync(SegmentFile.baseOffset(path), SegmentFile.batches(disk, path, flipped));
        } else {
            tracer.failCall();
        }
    }

    @Override
    public void truncated(String path) throws StorageException {
        if (isSegment(path)) {
            tracer.truncateSegment(SegmentFile.baseOffset(path), SegmentFile.batches(disk, path, flipped));
        }
    }

    @Override
    public void synced(String path) {
        if (isSegment(path)) {
            tracer.syncSegment(SegmentFile.baseOffset(path));
        }
    }

    @Override
    public void renamed(String from, String to) throws StorageException {
        if (isSegment(from)) {
            tracer.deleteSegment(SegmentFile.baseOffset(from));
        } else if (CHECKPOINTS.containsKey(to)) {
            tracer.checkpoint(CHECKPOINTS.get(to), checkpointed(to));
        } else if (to.equals(MARKER)) {
            tracer.writeCleanShutdown();
        }
    }

    @Override
    public void deleted(String path) {
        if (isSegment(path)) {
            tracer.deleteSegment(SegmentFile.baseOffset(path));
        } else if (path.equals(MARKER)) {
            tracer.removeCleanShutdown();
        }
    }

    @Override
    public void directorySynced(String directory) {
        if (directory.equals(partition.directory())) {
            tracer.syncDirectory();
        } else if (directory.isEmpty()) {
            tracer.syncLogDirectory();
        }
    }

    private long checkpointed(String name) throws StorageException {
        return new OffsetCheckpoint(disk, "", name).read().getOrDefault(partition, 0L);
    }

    /** What is on the disk of checkpoints and marker. */
    Map<VariableSignature, Object> checkpoints() throws StorageException {
        Map<VariableSignature, Object> found = new LinkedHashMap<>();
        for (Map.Entry<String, VariableSignature> checkpoint : CHECKPOINTS.entrySet()) {
            found.put(checkpoint.getValue(), checkpointed(checkpoint.getKey()));
        }
        found.put(CLEAN_SHUTDOWN, disk.exists(MARKER));
        return found;
    }

    /** What is on the disk of each segment. */
    Map<Long, List<Map<String, Object>>> segments() throws StorageException {
        Map<Long, List<Map<String, Object>>> found = new TreeMap<>();
        if (disk.isDirectory(partition.directory())) {
            for (String name : disk.list(partition.directory())) {
                if (SegmentFile.is(name)) {
                    found.put(SegmentFile.baseOffset(name), SegmentFile.batches(disk, Disk.join(partition.directory(), name), flipped));
                }
            }
        }
        return found;
    }
}
