package dev.tidemark.storage;

import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.InvalidBatchException;
import dev.tidemark.storage.record.LogEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Reads a log, from any thread and without waiting for those that change it. */
public final class LogReader {
    private static final int RECORDS_READ_BYTES = 1 << 20;

    private final String directory;
    private final Segments segments;
    private final LongSupplier logStartOffset;

    LogReader(String directory, Segments segments, LongSupplier logStartOffset) {
        this.directory = directory;
        this.segments = segments;
        this.logStartOffset = logStartOffset;
    }

    /**
     * Whole batches, with their CRC checked: from the one that contains {@code offset} on, of one segment, up to {@code maxBytes} but
     * at least one batch, none with an offset at or above {@code boundOffset}. Empty if there is none such.
     */
    public LogSlice read(long offset, int maxBytes, long boundOffset) throws StorageException {
        requireReadable(offset, maxBytes);
        Optional<Segment> segment = segments.with(offset, boundOffset);
        return segment.isPresent() ? segment.get().read(offset, maxBytes, Math.min(boundOffset, endOffset())) : LogSlice.emptyAt(offset);
    }

    /**
     * What a fetch hands out, without reading it: the bytes of one segment from the batch that contains {@code offset} on, up to
     * {@code maxBytes} but at least one batch, of none at or above {@code boundOffset} (the high watermark, the last stable offset).
     */
    public FileRegion fetch(long offset, int maxBytes, long boundOffset) throws StorageException {
        requireReadable(offset, maxBytes);
        Optional<Segment> segment = segments.with(offset, boundOffset);
        return segment.isPresent() ? segment.get().fetch(offset, maxBytes, boundOffset) : segments.active().nothingAt(offset);
    }

    private void requireReadable(long offset, int maxBytes) {
        if (offset < logStartOffset.getAsLong() || offset > endOffset() || maxBytes < 0) {
            throw new IllegalArgumentException(directory + ": read of " + maxBytes + " bytes at offset " + offset + ": expected an offset from "
                    + logStartOffset.getAsLong() + " to " + endOffset());
        }
    }

    private long endOffset() {
        return segments.active().endOffset();
    }

    /** The records from an offset to the log end, decoded; an offset below the log start counts as the log start. */
    public List<LogEntry> records(long fromOffset) throws StorageException {
        List<LogEntry> records = new ArrayList<>();
        long from = Math.max(fromOffset, logStartOffset.getAsLong());
        long end = endOffset();
        for (LogSlice slice = read(from, RECORDS_READ_BYTES, end); !slice.isEmpty(); slice = read(slice.endOffset(), RECORDS_READ_BYTES, end)) {
            decode(slice).stream().filter(entry -> entry.offset() >= from).forEach(records::add);
        }
        return records;
    }

    private List<LogEntry> decode(LogSlice slice) throws StorageException {
        try {
            List<LogEntry> entries = new ArrayList<>();
            BatchScanner scanner = BatchScanner.of(slice.batches(), slice.startOffset()).allowingGaps();
            while (scanner.next().isPresent()) {
                entries.addAll(scanner.batch().entries());
            }
            return entries;
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": offsets " + slice.startOffset() + " to " + slice.endOffset() + ": " + e.getMessage(), e);
        }
    }

    /** The first record that is not older than a time; empty if all are. */
    public Optional<LogEntry> firstAtOrAfter(long timestampMs) throws StorageException {
        try {
            long start = logStartOffset.getAsLong();
            for (Segment segment : segments.all()) {
                if (segment.maxTimestampMs() >= timestampMs && segment.endOffset() > start) {
                    Optional<LogEntry> found = segment.firstAtOrAfter(timestampMs, start);
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        } catch (InvalidBatchException e) {
            throw new StorageException(directory + ": looking for time " + timestampMs + ": " + e.getMessage(), e);
        }
    }
}
