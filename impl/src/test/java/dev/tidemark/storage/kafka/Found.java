package dev.tidemark.storage.kafka;

import dev.tidemark.storage.EpochEntry;
import dev.tidemark.storage.LogSlice;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.producer.AbortedTransaction;
import dev.tidemark.storage.producer.BatchMetadata;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.storage.record.BatchHeader;
import dev.tidemark.storage.record.BatchScanner;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All that can be asked of a log, as text that does not tell who answered.
 *
 * @param batches     each with its header and its records
 * @param epochs      those that have records
 * @param baseOffsets of the batch that is found for each offset
 * @param times       what is found for each time at which, or a millisecond after which, a record was made
 */
record Found(long logStartOffset, long logEndOffset, List<String> batches, List<String> epochs, SortedMap<Long, String> producers, long lastStableOffset,
        List<String> abortedTransactions, SortedMap<Long, Long> baseOffsets, SortedMap<Long, String> times) {

    /** What one of our logs answers. */
    static Found in(PartitionLog log) throws Exception {
        long start = log.logStartOffset();
        long end = log.logEndOffset();
        List<String> batches = new ArrayList<>();
        SortedSet<Long> times = new TreeSet<>();
        for (LogSlice slice = log.reader().read(start, 1, end); !slice.isEmpty(); slice = log.reader().read(slice.endOffset(), 1, end)) {
            BatchScanner scanner = BatchScanner.of(slice.batches(), slice.startOffset()).allowingGaps();
            while (scanner.next().isPresent()) {
                batches.add(text(scanner.batch()));
                scanner.batch().entries().forEach(entry -> times.add(entry.timestampMs()));
            }
        }
        SortedMap<Long, Long> baseOffsets = new TreeMap<>();
        for (long offset = start; offset < end; offset++) {
            LogSlice slice = log.reader().read(offset, 1, end);
            baseOffsets.put(offset, slice.isEmpty() ? -1 : slice.startOffset());
        }
        SortedMap<Long, String> found = new TreeMap<>();
        for (long time : timesToAsk(times)) {
            found.put(time, log.reader().firstAtOrAfter(time).map(entry -> timeText(entry.offset(), entry.timestampMs(), entry.leaderEpoch())).orElse("none"));
        }
        SortedMap<Long, String> producers = new TreeMap<>();
        log.producers().states().producers().forEach(entry -> producers.put(entry.producerId(), text(entry)));
        return new Found(start, end, batches, epochs(log, end), producers, log.lastStableOffset(),
                log.producers().abortedTransactions(start, end).stream().map(AbortedTransaction::toString).toList(), baseOffsets, found);
    }

    /** Without the times for which somebody finds nothing: see {@code DIVERGENCES.md} for what Kafka misses behind a log start. */
    Found withoutTimesMissedBy(Found other) {
        SortedMap<Long, String> left = new TreeMap<>(times);
        left.keySet().removeIf(time -> "none".equals(other.times.get(time)));
        return new Found(logStartOffset, logEndOffset, batches, epochs, producers, lastStableOffset, abortedTransactions, baseOffsets, left);
    }

    /** Without what depends on records below a log start, which snapshots and the epoch cache may still know of or not: producers, transactions, epochs. */
    Found withoutWhatIsForgotten() {
        return new Found(logStartOffset, logEndOffset, batches, List.of(), new TreeMap<>(), logEndOffset, List.of(), baseOffsets, times);
    }

    static SortedSet<Long> timesToAsk(SortedSet<Long> times) {
        SortedSet<Long> asked = new TreeSet<>();
        times.stream().filter(time -> time >= 0).forEach(time -> asked.addAll(List.of(time, time + 1)));
        return asked;
    }

    private static List<String> epochs(PartitionLog log, long end) {
        return log.epochs().entries().stream().filter(entry -> entry.startOffset() < end).map(EpochEntry::toString).toList();
    }

    private static String text(RecordBatch batch) throws Exception {
        BatchHeader h = batch.header();
        StringBuilder text = new StringBuilder(batchText(h.baseOffset(), h.lastOffset(), h.leaderEpoch(), h.compressionType().name(), h.producer().producerId(),
                h.producer().producerEpoch(), h.producer().baseSequence(), h.isTransactional(), h.isControl(), h.maxTimestampMs(), h.deleteHorizonMs().orElse(-1)));
        for (LogEntry entry : batch.entries()) {
            text.append(recordText(entry.offset(), entry.timestampMs(), entry.record().key(), entry.record().value()));
            entry.record().headers().forEach(header -> text.append(headerText(header.key(), header.value())));
        }
        return text.toString();
    }

    static String batchText(long baseOffset, long lastOffset, int leaderEpoch, String codec, long producerId, short producerEpoch, int baseSequence,
            boolean isTransactional, boolean isControl, long maxTimestampMs, long deleteHorizonMs) {
        return baseOffset + ".." + lastOffset + " epoch " + leaderEpoch + " " + codec + " by " + producerId + "/" + producerEpoch + "/" + baseSequence
                + (isTransactional ? " transactional" : "") + (isControl ? " control" : "") + " max " + maxTimestampMs + " horizon " + deleteHorizonMs;
    }

    static String recordText(long offset, long timestampMs, Optional<ByteBuffer> key, Optional<ByteBuffer> value) {
        return "\n    " + offset + " at " + timestampMs + " " + text(key) + "=" + text(value);
    }

    static String headerText(String key, Optional<ByteBuffer> value) {
        return " " + key + ":" + text(value);
    }

    private static String text(Optional<ByteBuffer> bytes) {
        return bytes.map(present -> StandardCharsets.ISO_8859_1.decode(present.duplicate()).toString()).orElse("null");
    }

    static String timeText(long offset, long timestampMs, int leaderEpoch) {
        return offset + " at " + timestampMs + " in epoch " + leaderEpoch;
    }

    private static String text(ProducerStateEntry entry) {
        List<BatchMetadata> batches = entry.batches();
        Optional<BatchMetadata> last = batches.isEmpty() ? Optional.empty() : Optional.of(batches.get(batches.size() - 1));
        return producerText(entry.producerEpoch(), entry.coordinatorEpoch(), entry.lastTimestampMs(), entry.currentTransactionFirstOffset().orElse(-1),
                last.map(batch -> batch.lastSequence() + " at " + batch.firstOffset() + ".." + batch.lastOffset()));
    }

    /** The last batch only: a snapshot holds no more. */
    static String producerText(short epoch, int coordinatorEpoch, long lastTimestampMs, long transactionFirstOffset, Optional<String> lastBatch) {
        return "epoch " + epoch + " coordinator " + coordinatorEpoch + " idle since " + lastTimestampMs + " transaction from " + transactionFirstOffset
                + " sequence " + lastBatch.orElse("none");
    }
}
