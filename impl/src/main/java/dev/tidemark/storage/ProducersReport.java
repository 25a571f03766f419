package dev.tidemark.storage;

import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.producer.BatchMetadata;
import dev.tidemark.storage.producer.ProducerSnapshot;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.producer.ProducerStates;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.EndTransactionMarker;
import dev.tidemark.storage.record.Flaw;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The part of a {@link LogDirectoryReport} about snapshots and transaction indexes. They are held against what the batches say, as far as those
 * tell: where the log's beginning was deleted, or the cleaner took batches, a file may know more than the log does.
 */
final class ProducersReport {
    private static final int MAX_SNAPSHOT_BYTES = 64 << 20;
    private static final int TRANSACTION_BYTES = 34;

    private final Disk disk;
    private final String directory;
    private final ReportText text;
    private final NavigableSet<Long> snapshots;
    private final TreeMap<Long, AbortedTransaction> aborted = new TreeMap<>();
    private final Map<Long, Long> abortMarkers = new HashMap<>();
    private ProducerStates states;
    private boolean tellsAll;

    ProducersReport(Disk disk, String directory, long logStart, ReportText text) throws StorageException {
        this.disk = disk;
        this.directory = directory;
        this.text = text;
        this.snapshots = new TreeSet<>(SegmentName.baseOffsets(disk.list(directory), ".snapshot"));
        this.states = new ProducerStates(logStart);
        this.tellsAll = logStart == 0;
    }

    /** From here on the log does not tell everything. */
    void loseTrack() {
        tellsAll = false;
    }

    void batch(BatchHeader header, Optional<EndTransactionMarker> marker) {
        states.append(header, marker).ifPresent(transaction -> aborted.put(transaction.lastOffset(), transaction));
        if (marker.isPresent() && !marker.get().isCommit()) {
            abortMarkers.put(header.lastOffset(), header.producer().producerId());
        }
    }

    /** All batches below an offset have come: reports a snapshot of that offset, and those that belong to none in front of it. */
    void reach(long offset) throws StorageException {
        while (!snapshots.isEmpty() && snapshots.first() <= offset) {
            long at = snapshots.pollFirst();
            snapshot(at, at == offset);
        }
    }

    /** The log has ended, at an offset if it could be followed. */
    void end(Optional<Long> logEndOffset) throws StorageException {
        if (logEndOffset.isPresent()) {
            reach(logEndOffset.get());
        }
        for (long above : snapshots) {
            snapshot(above, false);
            if (logEndOffset.isPresent()) {
                text.damage(2, path(above) + ": " + new Flaw("a snapshot of offset " + above, "none above the log end " + logEndOffset.get()));
            }
        }
    }

    private String path(long offset) {
        return Disk.join(directory, SegmentName.of(offset, ".snapshot"));
    }

    private void snapshot(long offset, boolean isReached) throws StorageException {
        Optional<ByteBuffer> bytes = read(path(offset));
        Optional<Flaw> flaw = bytes.isEmpty() ? Optional.of(new Flaw("more than " + MAX_SNAPSHOT_BYTES + " bytes", "a snapshot")) : ProducerSnapshot.flaw(bytes.get());
        if (flaw.isPresent()) {
            text.line(1, SegmentName.of(offset, ".snapshot") + ":");
            text.damage(2, path(offset) + ": " + flaw.get());
            return;
        }
        ProducerSnapshot snapshot = ProducerSnapshot.decode(offset, bytes.get());
        text.line(1, SegmentName.of(offset, ".snapshot") + ": " + snapshot.entries().size() + " producers");
        for (ProducerStateEntry entry : snapshot.entries()) {
            text.line(2, describe(entry));
            compare(offset, entry, isReached);
        }
        text.endFile(2);
    }

    private Optional<ByteBuffer> read(String path) throws StorageException {
        try (DiskFile file = disk.open(path)) {
            if (file.size() > MAX_SNAPSHOT_BYTES) {
                return Optional.empty();
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            return Optional.of(bytes.flip());
        }
    }

    private static String describe(ProducerStateEntry entry) {
        return facts(entry) + ", coordinator epoch " + entry.coordinatorEpoch();
    }

    /** Without the coordinator's epoch, which is forgotten when a producer was idle for long. */
    private static String facts(ProducerStateEntry entry) {
        String batch = entry.batches().isEmpty() ? "no batch" : describe(entry.batches().get(entry.batches().size() - 1));
        return "producer " + entry.producerId() + ", epoch " + entry.producerEpoch() + ": " + batch + ", timestamp " + entry.lastTimestampMs()
                + (entry.currentTransactionFirstOffset().isPresent() ? ", in a transaction since offset " + entry.currentTransactionFirstOffset().getAsLong() : "");
    }

    private static String describe(BatchMetadata batch) {
        return "sequences " + batch.firstSequence() + " to " + batch.lastSequence() + " at offsets " + batch.firstOffset() + " to " + batch.lastOffset();
    }

    private void compare(long offset, ProducerStateEntry entry, boolean isReached) {
        Optional<BatchMetadata> last = entry.batches().stream().reduce((a, b) -> b);
        if (last.isPresent() && last.get().lastOffset() >= offset) {
            text.damage(2, path(offset) + ": producer " + entry.producerId() + ": "
                    + new Flaw("a batch up to offset " + last.get().lastOffset(), "none from " + offset + " on"));
        } else if (isReached && tellsAll) {
            String expected = states.producer(entry.producerId()).map(ProducersReport::facts).orElse("no such producer");
            if (!expected.equals(facts(entry))) {
                text.damage(2, path(offset) + ": " + new Flaw(facts(entry), expected + ", as the batches say"));
            }
        }
    }

    /** Reports the transaction index of a segment, all of whose batches have come. */
    void transactions(long base, boolean isWhole) throws StorageException {
        String path = Disk.join(directory, SegmentName.of(base, SegmentName.TRANSACTION_INDEX));
        if (disk.exists(path)) {
            try (EntryFile file = new EntryFile(disk, path, TRANSACTION_BYTES)) {
                transactions(file, base, isWhole);
            }
        }
        if (tellsAll && isWhole) {
            aborted.values().forEach(missing -> text.damage(2, path + ": " + new Flaw("no entry for " + describe(missing),
                    "one: its records would be shown to those who read what is committed")));
        }
        text.endFile(2);
        aborted.clear();
        abortMarkers.clear();
    }

    private void transactions(EntryFile file, long base, boolean isWhole) throws StorageException {
        if (file.count() > 0 || file.tornBytes() > 0) {
            text.line(1, SegmentName.of(base, SegmentName.TRANSACTION_INDEX) + ": " + file.count() + " aborted transactions");
        }
        while (file.hasNext()) {
            long index = file.nextIndex();
            ByteBuffer bytes = file.next();
            AbortedTransaction entry = new AbortedTransaction(bytes.getLong(2), bytes.getLong(10), bytes.getLong(18), bytes.getLong(26));
            text.line(2, describe(entry));
            flaw(bytes.getShort(0), entry, isWhole).ifPresent(flaw -> text.damage(2, file.path() + ": entry " + index + ": " + flaw));
        }
        if (file.tornBytes() > 0) {
            text.damage(2, file.path() + ": " + new Flaw(file.tornBytes() + " bytes behind the last entry", "whole entries"));
        }
    }

    private Optional<Flaw> flaw(short version, AbortedTransaction entry, boolean isWhole) {
        AbortedTransaction known = aborted.remove(entry.lastOffset());
        if (version != 0 || entry.firstOffset() > entry.lastOffset()) {
            return Optional.of(new Flaw("version " + version + ", " + describe(entry), "version 0, and a first offset up to the last"));
        }
        if (isWhole && !Long.valueOf(entry.producerId()).equals(abortMarkers.get(entry.lastOffset()))) {
            return Optional.of(new Flaw(describe(entry), "the offset of a marker that aborts a transaction of this producer"));
        }
        return tellsAll && isWhole && !entry.equals(known)
                ? Optional.of(new Flaw(describe(entry), known == null ? "no such transaction" : describe(known) + ", as the batches say"))
                : Optional.empty();
    }

    private static String describe(AbortedTransaction entry) {
        return "producer " + entry.producerId() + ", offsets " + entry.firstOffset() + " to " + entry.lastOffset() + ", last stable offset "
                + entry.lastStableOffset();
    }
}
