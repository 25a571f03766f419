package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.LogProducers;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.Flaw;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.OffsetRange;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/**
 * The log of one partition: segments, their indexes and the leader epochs, in a directory of Kafka's format. Appended bytes are in the page
 * cache (they survive a process crash) until {@link #flush} makes them durable (they survive a power loss). Offsets are contiguous.
 *
 * <p>One owner, one thread. It decides nothing about replication: who may append what, and how far consumers may read, is the caller's
 * business. It writes no offset checkpoints: the caller keeps {@link #recoveryPoint()} in an {@link OffsetCheckpoint}.
 *
 * <p>After a failed write or sync nobody knows what is on disk: the log then refuses every further change, and wants to be opened again.
 */
public final class PartitionLog implements AutoCloseable {
    private static final int RECORDS_READ_BYTES = 1 << 20;

    private final Disk disk;
    private final String directory;
    private final LogConfig config;
    private final NavigableMap<Long, Segment> segments;
    private final LeaderEpochCache epochs;
    private final LogProducers producers;
    private long recoveryPoint;
    private boolean hasFailed;

    private PartitionLog(Disk disk, String directory, LogConfig config, NavigableMap<Long, Segment> segments, LeaderEpochCache epochs,
            LogProducers producers) {
        this.disk = disk;
        this.directory = directory;
        this.config = config;
        this.segments = segments;
        this.epochs = epochs;
        this.producers = producers;
    }

    /**
     * Opens or creates a log and recovers it: see {@link LogRecovery}. The epoch cache is cut to what the log holds, and epochs found in
     * checked batches are added if it misses them; if it has no entry at all the whole log is checked to rebuild it.
     *
     * <p>If {@link #recoveryPoint()} is then below the checkpointed one (a truncation was not checkpointed before a crash), the caller writes
     * its checkpoint before it appends: see {@link #truncateTo}.
     *
     * @param directory     the partition's, named as {@link TopicPartition#directory()}
     * @param recoveryPoint everything below was flushed, as last checkpointed; 0 if unknown
     * @throws StorageException if the disk fails, or if flushed content is damaged: the message names file, position and offset
     */
    public static PartitionLog open(Disk disk, String directory, LogConfig config, long recoveryPoint) throws StorageException {
        createDirectory(disk, directory);
        LeaderEpochCache epochs = LeaderEpochCache.open(disk, directory);
        LogRecovery recovery = new LogRecovery(disk, directory, config, recoveryPoint);
        NavigableMap<Long, Segment> segments = recovery.recover(epochs.latest().isPresent() ? recoveryPoint : 0);
        LogProducers producers = LogProducers.load(disk, directory, segments.keySet(), segments.firstKey(), segments.lastEntry().getValue().endOffset(),
                recoveryPoint);
        PartitionLog log = new PartitionLog(disk, directory, config, segments, epochs, producers);
        log.recoveryPoint = Math.min(recoveryPoint, log.logEndOffset());
        epochs.truncateFromEnd(log.logEndOffset());
        epochs.truncateFromStart(log.logStartOffset());
        for (EpochEntry found : recovery.epochs()) {
            if (epochs.latest().isEmpty() || epochs.latest().get().leaderEpoch() < found.leaderEpoch()) {
                epochs.assign(found.leaderEpoch(), found.startOffset());
            }
        }
        return log;
    }

    private static void createDirectory(Disk disk, String directory) throws StorageException {
        if (!directory.isEmpty() && !disk.isDirectory(directory)) {
            createDirectory(disk, Disk.parentOf(directory));
            disk.createDirectories(directory);
            disk.syncDirectory(Disk.parentOf(directory));
        }
    }

    /**
     * Appends records as the leader, in one batch.
     *
     * @return the offsets they were given
     */
    public OffsetRange append(List<Record> records, int leaderEpoch, long timestampMs) throws StorageException {
        int latestEpoch = epochs.latest().map(EpochEntry::leaderEpoch).orElse(0);
        if (leaderEpoch < latestEpoch) {
            throw new IllegalStateException(directory + ": append with leader epoch " + leaderEpoch + " below the latest, " + latestEpoch);
        }
        RecordBatch batch = RecordBatch.build(logEndOffset(), leaderEpoch, timestampMs, ProducerStamp.NONE, records);
        change(() -> write(batch.rawBytes(), List.of(batch.header())));
        return new OffsetRange(batch.header().baseOffset(), batch.header().lastOffset());
    }

    /**
     * Appends batches as they came from the leader; the bytes on disk equal the bytes sent. Nothing is written if one of them is bad or does
     * not follow its predecessor, the first the log end.
     */
    public OffsetRange appendAsFollower(ByteBuffer batches) throws StorageException, InvalidBatchException {
        List<BatchHeader> headers = validate(batches);
        long baseOffset = logEndOffset();
        change(() -> write(batches.slice(), headers));
        return new OffsetRange(baseOffset, logEndOffset() - 1);
    }

    private List<BatchHeader> validate(ByteBuffer batches) throws StorageException, InvalidBatchException {
        List<BatchHeader> headers = new ArrayList<>();
        BatchScanner scanner = BatchScanner.of(batches, logEndOffset());
        for (Optional<BatchHeader> header = scanner.next(); header.isPresent(); header = scanner.next()) {
            reject(scanner.batch().flaw(), scanner);
            if (header.get().leaderEpoch() < 0) {
                reject(Optional.of(new Flaw("leader epoch " + header.get().leaderEpoch(), "an epoch from 0 on")), scanner);
            }
            headers.add(header.get());
        }
        reject(scanner.flaw(), scanner);
        return headers;
    }

    private void reject(Optional<Flaw> flaw, BatchScanner scanner) throws InvalidBatchException {
        if (flaw.isPresent()) {
            throw new InvalidBatchException(directory + ": batch at byte " + scanner.position() + " of an append", flaw.get());
        }
    }

    /** Epochs first: an epoch must be on disk before its first record can be. Then the batches, in as few writes as segments allow. */
    private void write(ByteBuffer batches, List<BatchHeader> headers) throws StorageException {
        for (BatchHeader header : headers) {
            epochs.assign(header.leaderEpoch(), header.baseOffset());
        }
        int from = 0;
        int to = 0;
        for (BatchHeader header : headers) {
            if (!active().hasRoomFor(header, to - from)) {
                append(batches.slice(from, to - from));
                roll();
                from = to;
            }
            to += header.sizeInBytes();
        }
        append(batches.slice(from, to - from));
    }

    private void append(ByteBuffer batches) throws StorageException {
        active().append(batches);
        BatchScanner scanner = BatchScanner.of(batches, BatchScanner.ANY_OFFSET);
        while (scanner.next().isPresent()) {
            producers.append(scanner.batch());
        }
    }

    private void roll() throws StorageException {
        long baseOffset = logEndOffset();
        producers.roll(baseOffset);
        segments.put(baseOffset, Segment.create(disk, directory, baseOffset, config));
    }

    /** As {@link #read(long, int, long)}, up to the log end. */
    public LogSlice read(long offset, int maxBytes) throws StorageException {
        return read(offset, maxBytes, logEndOffset());
    }

    /**
     * Reads whole batches, with their CRC checked: from the one that contains {@code offset} on, of one segment, up to {@code maxBytes} but
     * at least one batch, none with an offset at or above {@code boundOffset}. Empty if there is none such.
     */
    public LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        if (offset < logStartOffset() || offset > logEndOffset() || maxBytes < 0) {
            throw new IllegalArgumentException(directory + ": read of " + maxBytes + " bytes at offset " + offset + ": expected an offset from "
                    + logStartOffset() + " to " + logEndOffset());
        }
        long bound = Math.min(boundOffset, logEndOffset());
        return offset >= bound ? LogSlice.emptyAt(offset) : segments.floorEntry(offset).getValue().read(offset, maxBytes, bound);
    }

    /** The records from an offset to the log end, decoded. */
    public List<LogEntry> records(long fromOffset) throws StorageException {
        List<LogEntry> records = new ArrayList<>();
        for (LogSlice slice = read(fromOffset, RECORDS_READ_BYTES); !slice.isEmpty(); slice = read(slice.endOffset(), RECORDS_READ_BYTES)) {
            decode(slice).stream().filter(entry -> entry.offset() >= fromOffset).forEach(records::add);
        }
        return records;
    }

    private List<LogEntry> decode(LogSlice slice) throws StorageException {
        try {
            List<LogEntry> entries = new ArrayList<>();
            BatchScanner scanner = BatchScanner.of(slice.batches(), slice.startOffset());
            while (scanner.next().isPresent()) {
                entries.addAll(scanner.batch().entries());
            }
            return entries;
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": offsets " + slice.startOffset() + " to " + slice.endOffset() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Removes the batch that contains {@code offset} and all behind it, durably, and the leader epochs that start there or later (also if
     * the log ends before: KAFKA-10706). If the recovery point moved back, the caller writes its checkpoint before it appends again: with
     * a checkpoint that claims more than was flushed, what a power loss tears off later would be taken for damage.
     *
     * @return the new log end offset: below {@code offset} if a batch straddled it
     */
    public long truncateTo(long offset) throws StorageException {
        if (offset < logStartOffset()) {
            throw new IllegalArgumentException(directory + ": cannot truncate to " + offset + ", below the log start " + logStartOffset());
        }
        boolean cutsRecords = offset < logEndOffset();
        change(() -> {
            if (cutsRecords) {
                LogRecovery.deleteAfter(segments, segments.floorKey(offset), disk);
                active().truncateTo(offset);
                producers.truncateTo(logEndOffset());
            }
            epochs.truncateFromEnd(cutsRecords ? logEndOffset() : offset);
        });
        recoveryPoint = Math.min(recoveryPoint, logEndOffset());
        return logEndOffset();
    }

    /** Makes everything below the log end durable, oldest first, and moves the recovery point there. */
    public void flush() throws StorageException {
        if (recoveryPoint < logEndOffset()) {
            change(() -> {
                for (Segment segment : segments.tailMap(segments.floorKey(recoveryPoint), true).values()) {
                    segment.flush();
                }
                producers.flush();
            });
            recoveryPoint = logEndOffset();
        }
    }

    /** Notes that an epoch begins at the log end, as a new leader does before it wrote anything. */
    public void assignEpoch(int leaderEpoch) throws StorageException {
        change(() -> epochs.assign(leaderEpoch, logEndOffset()));
    }

    public long logStartOffset() {
        return segments.firstKey();
    }

    public long logEndOffset() {
        return active().endOffset();
    }

    /** Everything below was flushed. */
    public long recoveryPoint() {
        return recoveryPoint;
    }

    /** For looking up; {@link #assignEpoch} adds. */
    public LeaderEpochCache epochs() {
        return epochs;
    }

    public LogProducers producers() {
        return producers;
    }

    /** Closes the files; it does not flush. */
    @Override
    public void close() throws StorageException {
        for (Segment segment : segments.values()) {
            segment.close();
        }
        producers.close();
    }

    private Segment active() {
        return segments.lastEntry().getValue();
    }

    private void change(Change change) throws StorageException {
        if (hasFailed) {
            throw new StorageException(directory + ": an earlier write or sync failed, what is on disk is unknown until the log is opened again");
        }
        hasFailed = true;
        change.run();
        hasFailed = false;
    }

    /** Steps that write. */
    private interface Change {
        void run() throws StorageException;
    }
}
