package dev.tidemark.simulation.log;

import dev.tidemark.storage.OffsetCheckpoint;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which steps of {@code SparseIndex} the calls to a disk are, by the names of the files: those of the first segment, and its checkpoint. */
final class IndexCalls implements TracedCalls {
    private static final String MARKER = ".kafka_cleanshutdown";

    private final Disk disk;
    private final TopicPartition partition;
    private final IndexTracer tracer;
    private final TreeSet<String> laterSegments = new TreeSet<>();
    private Optional<Long> firstRead = Optional.empty();
    private Optional<IndexFile> lastWritten = Optional.empty();

    /** @param disk to look at the files without being told of it */
    IndexCalls(Disk disk, TopicPartition partition, IndexTracer tracer) {
        this.disk = disk;
        this.partition = partition;
        this.tracer = tracer;
    }

    List<Map<String, Object>> content(IndexFile file) throws StorageException {
        return file.read(disk, partition);
    }

    private boolean is(IndexFile file, String path) {
        return path.equals(file.path(partition));
    }

    private boolean isLaterSegment(String path) {
        return SegmentFile.is(path) && Disk.parentOf(path).equals(partition.directory()) && !is(IndexFile.LOG, path);
    }

    boolean isActive() {
        return laterSegments.isEmpty();
    }

    @Override
    public void created(String path) {
        if (isLaterSegment(path)) {
            laterSegments.add(path);
        } else if (path.equals(MARKER + ".tmp")) {
            tracer.close(); // the marker is begun when the logs are closed
        }
    }

    /** From here on: where is the log read first? */
    void forgetReads() {
        firstRead = Optional.empty();
    }

    Optional<Long> firstRead() {
        return firstRead;
    }

    @Override
    public void read(String path, long position) {
        if (is(IndexFile.LOG, path) && firstRead.isEmpty()) {
            firstRead = Optional.of(position);
        }
    }

    @Override
    public void appended(String path, ByteBuffer bytes) throws StorageException {
        if (is(IndexFile.LOG, path)) {
            tracer.appendBatches(content(IndexFile.LOG));
        } else if (bytes.hasRemaining()) {
            written(path);
        }
    }

    /** The process will not get beyond the next write to this file: it ends there, or the power fails. */
    void endAfterWriting(IndexFile file) {
        lastWritten = Optional.of(file);
    }

    /** It will get as far as it likes. */
    void endNowhere() {
        lastWritten = Optional.empty();
    }

    private void written(String path) throws StorageException {
        if (is(IndexFile.OFFSETS, path)) {
            tracer.writeOffsetIndex(content(IndexFile.OFFSETS));
        } else if (is(IndexFile.TIMES, path)) {
            tracer.writeTimeIndex(content(IndexFile.TIMES));
        }
        if (lastWritten.filter(file -> is(file, path)).isPresent()) {
            throw new StorageException(path + ": this was the last that the process did");
        }
    }

    /** What is torn off while the log is opened was no batch. */
    @Override
    public void truncated(String path) throws StorageException {
        if (is(IndexFile.LOG, path) && tracer.isOpen()) {
            tracer.truncate(content(IndexFile.LOG));
        } else {
            written(path);
        }
    }

    @Override
    public void synced(String path) {
        if (is(IndexFile.LOG, path)) {
            tracer.syncLog();
        } else if (is(IndexFile.OFFSETS, path)) {
            tracer.syncOffsetIndex();
        } else if (is(IndexFile.TIMES, path)) {
            tracer.syncTimeIndex();
        }
    }

    /** Of this segment, whose offsets are all that concerns it. */
    @Override
    public void renamed(String from, String to) throws StorageException {
        if (to.equals(OffsetCheckpoint.RECOVERY_POINT)) {
            long offset = new OffsetCheckpoint(disk, "", to).read().getOrDefault(partition, 0L);
            tracer.checkpointRecoveryPoint(Math.min(offset, endOffset()));
        }
    }

    /** Where the segment ends, or the next one begins. */
    private long endOffset() throws StorageException {
        List<Map<String, Object>> log = content(IndexFile.LOG);
        return log.isEmpty() ? 0 : (Long) log.get(log.size() - 1).get("lastOffset") + 1;
    }

    @Override
    public void deleted(String path) {
        laterSegments.remove(path);
    }

    /** After a power loss: which segments are there. */
    void lookAgain() throws StorageException {
        laterSegments.clear();
        for (String name : disk.list(partition.directory())) {
            if (isLaterSegment(Disk.join(partition.directory(), name))) {
                laterSegments.add(Disk.join(partition.directory(), name));
            }
        }
    }

    @Override
    public void appendFailed(String path, ByteBuffer bytes) {
        throw failed(path);
    }

    @Override
    public void syncFailed(String path) {
        throw failed(path);
    }

    private static IllegalStateException failed(String path) {
        return new IllegalStateException(path + ": the disk failed, of which this spec does not tell");
    }

    @Override
    public void directorySynced(String directory) { }
}
