package dev.tidemark.storage.producer;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.RecordBatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The producers of one log, kept in step with it: states, snapshots, transaction indexes. The log says what it did to its segments; this owns
 * the files {@code .snapshot} and {@code .txnindex}, and reads the {@code .log} files where it has to catch up. One writer, like the log;
 * {@link #abortedTransactions} may be asked by any thread.
 *
 * <p>Order of writing: what is told here is on the log already; after a crash it is found there again. Only {@link #roll} comes before its
 * segment, so that the directory is synced once for both.
 *
 * <p>Where the log starts is of no concern here: what its segments tell is known, also of what lies below. The cleaner rewrites that, too, and must
 * know which of it is decided, and how.
 */
public final class LogProducers implements AutoCloseable {
    /** Some headers: bodies are of no interest, but for those of markers. */
    private static final int SCAN_BYTES = 8 << 10;

    private final Disk disk;
    private final String directory;
    private final NavigableSet<Long> segments = new TreeSet<>();
    private final ProducerSnapshots snapshots;
    private final TransactionIndexes indexes;
    private long settledOffset;
    private ProducerStates states;

    private LogProducers(Disk disk, String directory, Collection<Long> segmentBaseOffsets) throws StorageException {
        this.disk = disk;
        this.directory = directory;
        this.segments.addAll(segmentBaseOffsets);
        this.snapshots = ProducerSnapshots.open(disk, directory);
        this.indexes = new TransactionIndexes(disk, directory);
        this.states = new ProducerStates(segments.first());
    }

    /**
     * Brings the producers of a log up to its end, from the newest snapshot on. Transaction indexes that are missing or cannot be right are
     * rebuilt, and so are those of segments that reach beyond {@code trustedOffset}.
     *
     * @param segmentBaseOffsets of the log after its recovery
     * @param trustedOffset      the recovery point, or the log end after a clean shutdown
     * @param settledOffset      markers below will not be lost; snapshots above it do not tell of those that may
     */
    public static LogProducers load(Disk disk, String directory, Collection<Long> segmentBaseOffsets, long logEndOffset, long trustedOffset,
            long settledOffset) throws StorageException {
        LogProducers producers = new LogProducers(disk, directory, segmentBaseOffsets);
        producers.snapshots.deleteUpTo(producers.segments.first());
        producers.snapshots.deleteStray(segmentBaseOffsets);
        producers.indexes.deleteOrphans(segmentBaseOffsets);
        NavigableSet<Long> unflushed = new TreeSet<>();
        NavigableSet<Long> lost = new TreeSet<>();
        for (long base : producers.segments) {
            long end = producers.endOf(base, logEndOffset);
            boolean isIndexed = producers.indexes.read(base, end);
            if (end > trustedOffset) {
                unflushed.add(base);
            } else if (!isIndexed) {
                lost.add(base);
            }
        }
        producers.settledOffset = settledOffset;
        producers.rebuildIndexes(lost, logEndOffset);
        producers.reload(unflushed.isEmpty() ? logEndOffset : unflushed.first(), logEndOffset, unflushed);
        producers.indexes.open(producers.segments.last());
        return producers;
    }

    private long endOf(long segment, long logEndOffset) {
        Long next = segments.higher(segment);
        return next == null ? logEndOffset : next;
    }

    /**
     * For indexes only, which Kafka does not create before they have an entry. The states do not come from here: the newest snapshot may know
     * of producers of whom no segment tells any more.
     */
    private void rebuildIndexes(NavigableSet<Long> lost, long logEndOffset) throws StorageException {
        if (!lost.isEmpty()) {
            states = snapshots.load(segments.first(), lost.first());
            for (long segment : segments.subSet(segmentAt(states.endOffset()), true, lost.last(), true)) {
                states.skipTo(Math.max(states.endOffset(), segment));
                List<AbortedTransaction> found = replay(segment);
                if (lost.contains(segment)) {
                    indexes.write(segment, endOf(segment, logEndOffset), found);
                }
            }
        }
    }

    private long segmentAt(long offset) {
        Long base = segments.floor(offset);
        return base == null ? segments.first() : base;
    }

    /** Starts from the newest snapshot up to an offset and reads the rest of the log; rebuilds indexes on the way. */
    private void reload(long fromOffset, long logEndOffset, Set<Long> indexesToRebuild) throws StorageException {
        snapshots.truncateTo(logEndOffset);
        states = snapshots.load(segments.first(), Math.min(fromOffset, settledOffset));
        for (long segment : segments.tailSet(segmentAt(states.endOffset()))) {
            states.skipTo(Math.max(states.endOffset(), segment));
            takeSnapshotOnce(segment);
            List<AbortedTransaction> found = replay(segment);
            if (indexesToRebuild.contains(segment)) {
                indexes.write(segment, endOf(segment, logEndOffset), found);
            }
        }
        states.skipTo(logEndOffset);
        takeSnapshotOnce(logEndOffset);
    }

    private void takeSnapshotOnce(long offset) throws StorageException {
        if (states.endOffset() == offset && offset > segments.first() && !snapshots.has(offset)) {
            snapshots.take(states);
        }
    }

    private List<AbortedTransaction> replay(long segment) throws StorageException {
        List<AbortedTransaction> found = new ArrayList<>();
        scan(segment, (header, scanner) -> {
            if (header.lastOffset() >= states.endOffset()) {
                states.append(header, header.isControl() ? marker(scanner.batch()) : Optional.empty()).ifPresent(found::add);
            }
        });
        return found;
    }

    private void scan(long segment, BatchVisitor visitor) throws StorageException {
        try (DiskFile log = disk.open(Disk.join(directory, String.format("%020d.log", segment)))) {
            BatchScanner scanner = BatchScanner.of(log, 0, log.size(), segment, SCAN_BYTES).allowingGaps();
            for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
                visitor.visit(header.get(), scanner);
            }
            if (scanner.flaw().isPresent()) {
                throw new StorageException(log.path() + ": position " + scanner.position() + " (offset " + scanner.nextOffset() + "): "
                        + scanner.flaw().get());
            }
        }
    }

    /** Told of each batch, whose body may be asked for. */
    private interface BatchVisitor {
        void visit(BatchHeader header, BatchScanner scanner) throws StorageException;
    }

    private Optional<EndTransactionMarker> marker(RecordBatch batch) throws StorageException {
        try {
            return EndTransactionMarker.in(batch);
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": control batch of offset " + batch.header().baseOffset() + ": " + e.getMessage(), e);
        }
    }

    /** A batch was appended to the active segment. */
    public void append(RecordBatch batch) throws StorageException {
        Optional<AbortedTransaction> aborted = states.append(batch.header(), marker(batch));
        if (aborted.isPresent()) {
            indexes.append(aborted.get());
        }
    }

    /** A new segment is about to be created, with the next sync of the directory. */
    public void roll(long baseOffset) throws StorageException {
        states.skipTo(baseOffset);
        snapshots.take(states);
        indexes.create(baseOffset);
        segments.add(baseOffset);
    }

    /** The log is being flushed: what belongs to it must be durable before its recovery point moves. */
    public void flush() throws StorageException {
        snapshots.flush();
        indexes.flush();
    }

    /** The log is about to be closed in peace: the next one to open it need not read it. */
    public void takeSnapshot() throws StorageException {
        takeSnapshotOnce(states.endOffset());
    }

    /** The log was cut; what is left are segments up to the one that holds, or begins at, its new end. */
    public void truncateTo(long logEndOffset) throws StorageException {
        long active = segments.floor(logEndOffset);
        for (long segment : List.copyOf(segments.tailSet(active, false))) {
            forget(segment);
        }
        indexes.truncateTo(active, logEndOffset);
        if (logEndOffset < states.endOffset()) {
            settledOffset = Math.min(settledOffset, logEndOffset);
            reload(logEndOffset, logEndOffset, Set.of());
            states.settleBelow(settledOffset);
        }
    }

    /** The log was emptied, and goes on in one new segment. */
    public void startAt(long offset) throws StorageException {
        for (long segment : List.copyOf(segments)) {
            forget(segment);
        }
        snapshots.deleteAll();
        states = new ProducerStates(offset);
        indexes.create(offset);
        segments.add(offset);
    }

    /** Segments at the start of the log were deleted. */
    public void deleteSegments(Collection<Long> baseOffsets) throws StorageException {
        for (long segment : baseOffsets) {
            indexes.aborted().replace(segment, endOf(segment, states.endOffset()), List.of());
            forget(segment);
            snapshots.delete(segment);
        }
    }

    private void forget(long segment) throws StorageException {
        indexes.delete(segment);
        segments.remove(segment);
    }

    /**
     * The cleaner put segments in the place of others, whose transaction indexes went with them. The new ones keep the entries whose markers are
     * still there: an entry without its marker would hide what its producer wrote later. A crash before this leaves no index, which is rebuilt.
     */
    public void replaceSegments(Collection<Long> old, Collection<Long> cleaned) throws StorageException {
        for (long segment : old) {
            forget(segment);
        }
        segments.addAll(cleaned);
        for (long segment : old) {
            if (!segments.contains(segment)) {
                snapshots.delete(segment);
            }
        }
        for (long segment : cleaned) {
            long end = endOf(segment, states.endOffset());
            List<AbortedTransaction> known = indexes.aborted().between(segment, end);
            Set<Long> markers = known.isEmpty() ? Set.of() : markersIn(segment);
            indexes.write(segment, end, known.stream().filter(transaction -> markers.contains(transaction.lastOffset())).toList());
        }
    }

    private Set<Long> markersIn(long segment) throws StorageException {
        Set<Long> offsets = new HashSet<>();
        scan(segment, (header, scanner) -> {
            if (header.isControl() && header.recordCount() > 0) {
                offsets.add(header.lastOffset());
            }
        });
        return offsets;
    }

    /** Markers below an offset are committed and flushed. */
    public void settleBelow(long offset) {
        settledOffset = Math.max(settledOffset, offset);
        states.settleBelow(offset);
    }

    public long lastStableOffset(long bound) {
        return states.lastStableOffset(bound);
    }

    /** The aborted transactions that a fetch from one offset to below another meets, for read-committed consumers. */
    public List<AbortedTransaction> abortedTransactions(long fromOffset, long toOffset) {
        return indexes.aborted().concerning(fromOffset, toOffset);
    }

    /** Forgets producers that have been idle for {@code producer.id.expiration.ms}, and says which. */
    public List<Long> expire(long nowMs, long expirationMs) {
        return states.expire(nowMs, expirationMs);
    }

    /** What is written down of the producers, as read back from the files. */
    public List<ProducerSnapshot> snapshots() throws StorageException {
        return snapshots.all();
    }

    /** The offsets of the snapshots. */
    public List<Long> snapshotOffsets() {
        return snapshots.offsets();
    }

    /** Of everything appended so far, to look at. */
    public ProducerStates states() {
        return states;
    }

    @Override
    public void close() throws StorageException {
        indexes.close();
    }
}
