package dev.tidemark.storage.kafka;

import dev.tidemark.storage.producer.AbortedTransaction;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.FileRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.storage.internals.log.AbortedTxn;
import org.apache.kafka.storage.internals.log.BatchMetadata;
import org.apache.kafka.storage.internals.log.Cleaner;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.LogSegment;
import org.apache.kafka.storage.internals.log.LogToClean;
import org.apache.kafka.storage.internals.log.ProducerStateEntry;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.SkimpyOffsetMap;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.utils.Throttler;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;

/** Apache Kafka's own log layer and cleaner, in process, at a time that we say. */
public final class KafkaLogs {
    private static final int INDEX_BYTES = 1 << 16;

    private KafkaLogs() { }

    /** Opens the directory of a partition as a broker does when it starts. */
    public static UnifiedLog open(Path directory, Map<String, String> settings, long logStartOffset, long recoveryPoint, boolean isClean, Time time) throws Exception {
        Map<String, String> all = new TreeMap<>(Map.of("segment.index.bytes", "" + INDEX_BYTES));
        all.putAll(settings);
        return UnifiedLog.create(directory.toFile(), new LogConfig(all), logStartOffset, recoveryPoint, new PromptScheduler(), new BrokerTopicStats(false), time,
                900_000, new ProducerStateManagerConfig(Integer.MAX_VALUE, false), 600_000, new LogDirFailureChannel(1), isClean, Optional.empty());
    }

    /** Cleans a log from its first dirty offset on; what Kafka would checkpoint is returned. */
    public static long clean(UnifiedLog log, long firstDirtyOffset, long nowMs) throws Exception {
        Time time = new Clock(nowMs);
        Cleaner cleaner = new Cleaner(0, new SkimpyOffsetMap(1 << 16, "MD5"), 1 << 16, 1 << 20, 0.9,
                new Throttler(Double.MAX_VALUE, 300, "cleaner-io", "bytes", time), time, partition -> { });
        long end = Math.min(log.lastStableOffset(), log.activeSegment().baseOffset());
        return cleaner.clean(new LogToClean(log, firstDirtyOffset, end, false)).getKey();
    }

    /** What a log of Kafka's answers. */
    static Found in(UnifiedLog log) throws Exception {
        long start = log.logStartOffset();
        long end = log.logEndOffset();
        List<String> batches = new ArrayList<>();
        SortedSet<Long> times = new TreeSet<>();
        for (RecordBatch batch : batches(log)) {
            batch.ensureValid();
            batches.add(text(batch));
            batch.forEach(record -> times.add(record.timestamp()));
        }
        SortedMap<Long, Long> baseOffsets = new TreeMap<>();
        for (long offset = start; offset < end; offset++) {
            var found = log.read(offset, 1, FetchIsolation.LOG_END, true).records.batches().iterator();
            baseOffsets.put(offset, found.hasNext() ? found.next().baseOffset() : -1L);
        }
        SortedMap<Long, String> found = new TreeMap<>();
        for (long time : Found.timesToAsk(times)) {
            found.put(time, firstAtOrAfter(log, time));
        }
        SortedMap<Long, Found.Producer> producers = new TreeMap<>();
        log.producerStateManager().activeProducers().forEach((id, entry) -> producers.put(id, producer(entry)));
        return new Found(start, end, batches, log.leaderEpochCache().epochEntries().stream().filter(entry -> entry.startOffset() < end)
                .map(entry -> new dev.tidemark.storage.EpochEntry(entry.epoch(), entry.startOffset()).toString()).toList(), producers, lastStableOffset(log, baseOffsets),
                log.collectAbortedTransactions(start, end).stream().map(KafkaLogs::ours).toList(), baseOffsets, found);
    }

    private static String firstAtOrAfter(UnifiedLog log, long timeMs) throws Exception {
        Optional<FileRecords.TimestampAndOffset> answer = log.fetchOffsetByTimestamp(timeMs, Optional.empty()).timestampAndOffsetOpt();
        if (answer.isEmpty() && looksInVain(log, timeMs)) {
            return nextBehindWhereItLooked(log, timeMs);
        }
        return answer.map(at -> Found.timeText(at.offset, at.timestamp, at.leaderEpoch.orElse(-1))).orElse("none");
    }

    /**
     * Kafka looks for a time in one segment only, the first that seems young enough: see {@code DIVERGENCES.md}. Its young records may lie below
     * the log start, or be gone from a batch that the cleaner emptied; and one without timestamps passes for as young as its file.
     */
    private static boolean looksInVain(UnifiedLog log, long timeMs) {
        for (LogSegment segment : log.logSegments()) {
            long seemsMs = -1;
            long isMs = -1;
            for (RecordBatch batch : segment.log().batches()) {
                seemsMs = Math.max(seemsMs, batch.maxTimestamp());
                for (Record record : batch) {
                    isMs = record.offset() < log.logStartOffset() ? isMs : Math.max(isMs, record.timestamp());
                }
            }
            if (seemsMs < 0 || seemsMs >= timeMs) {
                return isMs < timeMs;
            }
        }
        return false;
    }

    private static String nextBehindWhereItLooked(UnifiedLog log, long timeMs) throws Exception {
        for (RecordBatch batch : batches(log)) {
            for (Record record : batch) {
                if (record.offset() >= log.logStartOffset() && record.timestamp() >= timeMs) {
                    return Found.timeText(record.offset(), record.timestamp(), batch.partitionLeaderEpoch());
                }
            }
        }
        return "none";
    }

    /** In a transaction that began below the log start Kafka names the batch in which the log starts: see {@code DIVERGENCES.md}. */
    private static long lastStableOffset(UnifiedLog log, SortedMap<Long, Long> baseOffsets) {
        long stable = log.lastStableOffset();
        boolean isOfTheFirstBatch = stable < log.logStartOffset() && baseOffsets.get(log.logStartOffset()) == stable;
        return isOfTheFirstBatch ? log.logStartOffset() : stable;
    }

    static List<RecordBatch> batches(UnifiedLog log) throws Exception {
        List<RecordBatch> batches = new ArrayList<>();
        long offset = log.logStartOffset();
        while (offset < log.logEndOffset()) {
            long from = offset;
            for (RecordBatch batch : log.read(offset, 1 << 20, FetchIsolation.LOG_END, true).records.batches()) {
                batches.add(batch);
                offset = batch.nextOffset();
            }
            if (offset == from) {
                return batches; // a gap at the end, which the cleaner left
            }
        }
        return batches;
    }

    private static String text(RecordBatch batch) {
        StringBuilder text = new StringBuilder(Found.batchText(batch.baseOffset(), batch.lastOffset(), batch.partitionLeaderEpoch(), batch.compressionType().name(),
                batch.producerId(), batch.producerEpoch(), batch.baseSequence(), batch.isTransactional(), batch.isControlBatch(), batch.timestampType() == TimestampType.LOG_APPEND_TIME, batch.maxTimestamp(),
                batch.deleteHorizonMs().orElse(-1)));
        for (Record record : batch) {
            text.append(Found.recordText(record.offset(), record.timestamp(), Optional.ofNullable(record.key()), Optional.ofNullable(record.value())));
            for (Header header : record.headers()) {
                text.append(Found.headerText(header.key(), Optional.ofNullable(header.value()).map(ByteBuffer::wrap)));
            }
        }
        return text.toString();
    }

    private static Found.Producer producer(ProducerStateEntry entry) {
        Optional<BatchMetadata> last = entry.batchMetadata().stream().reduce((first, second) -> second);
        return new Found.Producer(entry.producerEpoch(), entry.coordinatorEpoch(), entry.lastTimestamp(), entry.currentTxnFirstOffset().orElse(-1),
                last.map(BatchMetadata::lastSeq).orElse(-1), last.map(BatchMetadata::firstOffset).orElse(-1L), last.map(BatchMetadata::lastOffset).orElse(-1L));
    }

    private static AbortedTransaction ours(AbortedTxn aborted) {
        return new AbortedTransaction(aborted.producerId(), aborted.firstOffset(), aborted.lastOffset(), aborted.lastStableOffset());
    }

    /** A clock that goes when it is told to. */
    public static final class Clock implements Time {
        private volatile long nowMs;

        public Clock(long nowMs) {
            this.nowMs = nowMs;
        }

        void set(long time) {
            nowMs = time;
        }

        @Override
        public long milliseconds() {
            return nowMs;
        }

        @Override
        public long nanoseconds() {
            return nowMs * 1_000_000;
        }

        @Override
        public void sleep(long ms) {}

        @Override
        public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMs) {}
    }
}
