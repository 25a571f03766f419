package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One file of batches and its index. It knows neither the other segments nor what was flushed: {@link PartitionLog} and {@link LogRecovery}
 * do. An opened segment is usable once {@link #recover} ran.
 */
final class Segment {
    private static final int SCAN_BYTES = 1 << 20;
    private static final int LOOKUP_BYTES = 1 << 13;

    private final long baseOffset;
    private final DiskFile log;
    private final OffsetIndex index;
    private final LogConfig config;
    private long endOffset;

    private Segment(long baseOffset, DiskFile log, OffsetIndex index, LogConfig config) {
        this.baseOffset = baseOffset;
        this.log = log;
        this.index = index;
        this.config = config;
        this.endOffset = baseOffset;
    }

    /** Creates the two files; their names are durable on return. */
    static Segment create(Disk disk, String directory, long baseOffset, LogConfig config) throws StorageException {
        DiskFile log = disk.create(Disk.join(directory, SegmentName.of(baseOffset, SegmentName.LOG)));
        DiskFile index = disk.create(Disk.join(directory, SegmentName.of(baseOffset, SegmentName.INDEX)));
        disk.syncDirectory(directory);
        return new Segment(baseOffset, log, OffsetIndex.load(index, baseOffset), config);
    }

    /** Opens the files of a segment; an index that is missing or cannot be right starts empty. */
    static Segment open(Disk disk, String directory, long baseOffset, LogConfig config) throws StorageException {
        DiskFile log = disk.open(Disk.join(directory, SegmentName.of(baseOffset, SegmentName.LOG)));
        OffsetIndex index = OffsetIndex.load(openIndex(disk, directory, baseOffset), baseOffset);
        if (index.flaw(log.size()).isPresent()) {
            index.clear();
        }
        return new Segment(baseOffset, log, index, config);
    }

    private static DiskFile openIndex(Disk disk, String directory, long baseOffset) throws StorageException {
        String path = Disk.join(directory, SegmentName.of(baseOffset, SegmentName.INDEX));
        if (disk.exists(path)) {
            return disk.open(path);
        }
        DiskFile created = disk.create(path);
        disk.syncDirectory(directory);
        return created;
    }

    long baseOffset() {
        return baseOffset;
    }

    /** The offset that follows the last batch. */
    long endOffset() {
        return endOffset;
    }

    /** Whether a batch may follow {@code pendingBytes} that are about to be appended. An empty segment takes any batch. */
    boolean hasRoomFor(BatchHeader batch, int pendingBytes) {
        long size = log.size() + pendingBytes;
        return size == 0 || size + batch.sizeInBytes() <= config.segmentBytes() && batch.lastOffset() - baseOffset <= Integer.MAX_VALUE;
    }

    /** Writes whole batches that follow the end of this segment. */
    void append(ByteBuffer batches) throws StorageException {
        long position = log.size();
        log.append(batches.duplicate());
        BatchScanner scanner = BatchScanner.of(batches, endOffset);
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            index.maybeAppend(header.get().lastOffset(), position + scanner.position(), config.indexIntervalBytes());
        }
        endOffset = scanner.nextOffset();
    }

    /**
     * Checks every batch from the last index entry below {@code fromOffset} on, and rebuilds the index behind that entry. Entries before it
     * are trusted: the caller knows that they were flushed. Afterwards the end offset is that of the sound part.
     *
     * @param sink takes each sound batch
     * @return the first damage, if any; nothing was cut
     */
    Optional<Damage> recover(long fromOffset, Consumer<BatchHeader> sink) throws StorageException {
        BatchScanner scanner = scannerForRecovery(fromOffset);
        index.truncateTo(scanner.position() + 1);
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            Optional<Flaw> flaw = scanner.batch().flaw();
            endOffset = header.get().baseOffset();
            if (flaw.isPresent()) {
                return Optional.of(new Damage(log.path(), scanner.position(), endOffset, flaw.get()));
            }
            index.maybeAppend(header.get().lastOffset(), scanner.position(), config.indexIntervalBytes());
            endOffset = header.get().endOffset();
            sink.accept(header.get());
        }
        index.sync();
        return scanner.flaw().map(flaw -> new Damage(log.path(), scanner.position(), endOffset, flaw));
    }

    private BatchScanner scannerForRecovery(long fromOffset) throws StorageException {
        Optional<IndexEntry> entry = index.lastBelow(fromOffset);
        if (entry.isPresent()) {
            BatchScanner scanner = scannerBefore(fromOffset, LOOKUP_BYTES);
            Optional<BatchHeader> header = scanner.next();
            if (header.isEmpty() || header.get().lastOffset() > entry.get().offset() || scanner.batch().flaw().isPresent()) {
                index.clear(); // an index that points nowhere; or the log is damaged there, which the scan from the start will say
            }
        }
        return scannerBefore(fromOffset, SCAN_BYTES);
    }

    /** Cuts the file where {@link #recover} found damage; durable on return. */
    void cutAt(Damage damage) throws StorageException {
        cut(damage.position(), damage.offset());
    }

    /** Removes the batch that contains {@code offset}, if any, and all behind it; durable on return. */
    void truncateTo(long offset) throws StorageException {
        if (offset < endOffset) {
            Place place = locate(offset);
            cut(place.position(), place.baseOffset());
        }
    }

    private void cut(long position, long newEndOffset) throws StorageException {
        log.truncate(position);
        log.sync();
        index.truncateTo(position);
        index.sync();
        endOffset = newEndOffset;
    }

    /**
     * Whole batches, checked: from the one that contains {@code offset} on, none that reaches {@code boundOffset}, up to {@code maxBytes} of
     * them but at least one. Damage on the way is an exception, also if sound batches lie before it.
     */
    LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        Place start = locate(offset);
        long limit = start.position() + maxBytes;
        BatchScanner scanner = BatchScanner.of(log, start.position(), log.size(), start.baseOffset(), maxBytes);
        long end = start.position();
        long sliceEndOffset = start.baseOffset();
        while (end == start.position() || end + RecordBatch.HEADER_BYTES <= limit) {
            Optional<BatchHeader> header = scanner.next();
            failOn(scanner.flaw(), scanner, sliceEndOffset);
            boolean fits = end == start.position() || scanner.nextPosition() <= limit;
            if (header.isEmpty() || !fits || header.get().endOffset() > boundOffset) {
                break;
            }
            failOn(scanner.batch().flaw(), scanner, sliceEndOffset);
            end = scanner.nextPosition();
            sliceEndOffset = header.get().endOffset();
        }
        return end == start.position()
                ? LogSlice.emptyAt(offset)
                : new LogSlice(scanner.buffered(start.position(), end), start.baseOffset(), sliceEndOffset);
    }

    void flush() throws StorageException {
        log.sync();
        index.sync();
    }

    void close() throws StorageException {
        try {
            index.close();
        } finally {
            log.close();
        }
    }

    /** Closes and removes the files; durable on return. */
    void delete(Disk disk) throws StorageException {
        close();
        String directory = Disk.parentOf(log.path());
        disk.delete(log.path());
        disk.delete(Disk.join(directory, SegmentName.of(baseOffset, SegmentName.INDEX)));
        disk.syncDirectory(directory);
    }

    String logPath() {
        return log.path();
    }

    long sizeInBytes() {
        return log.size();
    }

    private Place locate(long offset) throws StorageException {
        BatchScanner scanner = scannerBefore(offset, LOOKUP_BYTES);
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            if (header.get().lastOffset() >= offset) {
                failUnless(header.get().baseOffset() <= offset, scanner, offset, "base offset " + header.get().baseOffset());
                return new Place(scanner.position(), header.get().baseOffset());
            }
        }
        failOn(scanner.flaw(), scanner, Math.max(baseOffset, scanner.nextOffset()));
        throw new Damage(log.path(), scanner.position(), offset, new Flaw("the end of the file", "offset " + offset)).asException();
    }

    private BatchScanner scannerBefore(long offset, int bufferBytes) {
        return index.lastBelow(offset)
                .map(entry -> BatchScanner.of(log, entry.position(), log.size(), BatchScanner.ANY_OFFSET, bufferBytes))
                .orElseGet(() -> BatchScanner.of(log, 0, log.size(), baseOffset, bufferBytes));
    }

    private void failUnless(boolean holds, BatchScanner scanner, long offset, String found) throws StorageException {
        if (!holds) {
            throw new Damage(log.path(), scanner.position(), offset, new Flaw(found, "at most " + offset)).asException();
        }
    }

    private void failOn(Optional<Flaw> flaw, BatchScanner scanner, long offset) throws StorageException {
        if (flaw.isPresent()) {
            throw new Damage(log.path(), scanner.position(), offset, flaw.get()).asException();
        }
    }

    /** Where a batch begins, in bytes and in offsets. */
    private record Place(long position, long baseOffset) {}
}
