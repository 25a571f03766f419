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
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All that can be asked of a log, as text that does not tell who answered.
 *
 * @param batches     each with its header and its records
 * @param epochs      those that have records
 * @param baseOffsets of the batch that is found for each offset
 * @param times       what is found for each time at which, or a millisecond after which, a record was made
 */
record Found(long logStartOffset, long logEndOffset, List<String> batches, List<String> epochs, SortedMap<Long, Producer> producers, long lastStableOffset,
        List<AbortedTransaction> abortedTransactions, SortedMap<Long, Long> baseOffsets, SortedMap<Long, String> times) {

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
        SortedMap<Long, Producer> producers = new TreeMap<>();
        log.producers().states().producers().forEach(entry -> producers.put(entry.producerId(), producer(entry)));
        return new Found(start, end, batches, epochs(log, end), producers, log.lastStableOffset(),
                log.producers().abortedTransactions(start, end), baseOffsets, found);
    }

    /**
     * What is left to compare when producers and transactions may be forgotten or remembered of which records below the log start tell, or transactions
     * may seem to begin above: see {@code DIVERGENCES.md}. Whether one of them was open when another ended is then unsure, too. Nor are epochs compared
     * with a log of Kafka's that has lost them all, because its start was at its end.
     */
    Found comparableWith(Found other, long startOffset) {
        Set<Long> unsure = new TreeSet<>();
        Stream.of(this, other).forEach(found -> found.producers.forEach((id, producer) -> {
            if (producer.isKnownFromBelow(startOffset)) {
                unsure.add(id);
            }
        }));
        SortedMap<Long, Producer> sure = new TreeMap<>(producers);
        sure.keySet().removeAll(unsure);
        sure.replaceAll((id, producer) -> producer.withoutCoordinator());
        Set<Long> endsOfUnsure = Stream.of(this, other).flatMap(found -> found.abortedTransactions.stream())
                .filter(transaction -> transaction.firstOffset() < startOffset).map(AbortedTransaction::lastOffset).collect(Collectors.toSet());
        Set<Long> endsOfUnstable = Stream.of(this, other).flatMap(found -> found.abortedTransactions.stream())
                .filter(transaction -> transaction.lastStableOffset() < startOffset).map(AbortedTransaction::lastOffset).collect(Collectors.toSet());
        List<AbortedTransaction> decided = abortedTransactions.stream().filter(transaction -> !endsOfUnsure.contains(transaction.lastOffset()))
                .map(transaction -> endsOfUnstable.contains(transaction.lastOffset()) ? withoutLastStableOffset(transaction) : transaction).toList();
        boolean haveEpochs = !epochs.isEmpty() && !other.epochs.isEmpty();
        return new Found(logStartOffset, logEndOffset, batches, haveEpochs ? epochs : List.of(), sure, unsure.isEmpty() ? lastStableOffset : -1,
                decided, baseOffsets, times);
    }

    private static AbortedTransaction withoutLastStableOffset(AbortedTransaction transaction) {
        return new AbortedTransaction(transaction.producerId(), transaction.firstOffset(), transaction.lastOffset(), -1);
    }

    /**
     * A producer, with its last batch only: a snapshot holds no more.
     *
     * @param transactionFirstOffset -1 if there is no transaction
     * @param lastSequence           -1 if only a marker is known, as are the offsets
     */
    record Producer(short epoch, int coordinatorEpoch, long idleSinceMs, long transactionFirstOffset, int lastSequence, long firstOffset, long lastOffset) {
        /** Only a marker tells of its coordinator's epoch. */
        private Producer withoutCoordinator() {
            return new Producer(epoch, -1, idleSinceMs, transactionFirstOffset, lastSequence, firstOffset, lastOffset);
        }

        private boolean isKnownFromBelow(long offset) {
            return lastOffset < offset || transactionFirstOffset >= 0 && transactionFirstOffset < offset;
        }
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
                h.producer().producerEpoch(), h.producer().baseSequence(), h.isTransactional(), h.isControl(), h.hasLogAppendTime(), h.maxTimestampMs(), h.deleteHorizonMs().orElse(-1)));
        for (LogEntry entry : batch.entries()) {
            text.append(recordText(entry.offset(), entry.timestampMs(), entry.record().key(), entry.record().value()));
            entry.record().headers().forEach(header -> text.append(headerText(header.key(), header.value())));
        }
        return text.toString();
    }

    static String batchText(long baseOffset, long lastOffset, int leaderEpoch, String codec, long producerId, short producerEpoch, int baseSequence,
            boolean isTransactional, boolean isControl, boolean hasLogAppendTime, long maxTimestampMs, long deleteHorizonMs) {
        return baseOffset + ".." + lastOffset + " epoch " + leaderEpoch + " " + codec + " by " + producerId + "/" + producerEpoch + "/" + baseSequence
                + (isTransactional ? " transactional" : "") + (isControl ? " control" : "") + (hasLogAppendTime ? " appended at " : " max ") + maxTimestampMs
                + " horizon " + deleteHorizonMs;
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

    private static Producer producer(ProducerStateEntry entry) {
        List<BatchMetadata> batches = entry.batches();
        Optional<BatchMetadata> last = batches.isEmpty() ? Optional.empty() : Optional.of(batches.get(batches.size() - 1));
        return new Producer(entry.producerEpoch(), entry.coordinatorEpoch(), entry.lastTimestampMs(), entry.currentTransactionFirstOffset().orElse(-1),
                last.map(BatchMetadata::lastSequence).orElse(-1), last.map(BatchMetadata::firstOffset).orElse(-1L), last.map(BatchMetadata::lastOffset).orElse(-1L));
    }
}
