package dev.tidemark.storage.cleaner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectory;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.LogDirectoryReport;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.kafka.DumpedSegments;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.ProducerStamp;
import dev.tidemark.storage.record.Record;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the cleaner writes is no larger than segment.bytes, and spans no more offsets than an index can express, whatever it was made of. */
final class CleanedWithinBoundsTest {
    private static final TopicPartition PARTITION = new TopicPartition("prices", 0);
    private static final long NOW_MS = 1_700_000_000_000L;
    /** How far an offset may be from the base offset of its segment. */
    private static final long MOST = Integer.MAX_VALUE;
    private static final int BATCHES = 6;
    private static final int RECORDS = 300;
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.CLEANUP_POLICY, "compact").with(LogConfig.MIN_CLEANABLE_DIRTY_RATIO, 0)
            .with(LogConfig.FILE_DELETE_DELAY_MS, 0).with(LogConfig.INDEX_INTERVAL_BYTES, 100);

    @TempDir
    private Path root;

    private LogConfig config = CONFIG;
    private final Map<String, String> newest = new TreeMap<>();

    // Batches that grow.

    /** Compressed with more effort than the cleaner takes when it compresses them anew. */
    static Stream<Compression> strongCodecs() {
        return Stream.of(Compression.lz4().level(17).build(), Compression.zstd().level(19).build());
    }

    @ParameterizedTest
    @MethodSource("strongCodecs")
    void whatGrowsWhenItIsCompressedAnewBecomesMoreSegments(Compression codec) throws Exception {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int number = 0; number < BATCHES; number++) {
            MemoryRecordsBuilder builder = MemoryRecords.builder(ByteBuffer.allocate(1 << 16), (byte) 2, codec, TimestampType.CREATE_TIME,
                    (long) number * RECORDS, -1, -1, (short) -1, -1, false, 0);
            records(number, Record::of).forEach(record -> builder.append(NOW_MS, record.key().orElseThrow(), record.value().orElseThrow()));
            batches.add(builder.build().buffer());
        }
        cleanTwoInASegment(batches);
    }

    /** Their horizon takes the place of the base timestamp, from which each record is further than before. */
    @Test
    void whatGrowsWhenItsHorizonIsSetBecomesMoreSegments() throws Exception {
        List<ByteBuffer> batches = new ArrayList<>();
        for (int number = 0; number < BATCHES; number++) {
            List<Record> records = records(number, (key, value) -> Record.tombstone(key));
            batches.add(RecordBatch.build((long) number * RECORDS, 0, NOW_MS, ProducerStamp.NONE, records).bytes());
        }
        cleanTwoInASegment(batches);
    }

    /** A counter, which all batches have in common, and what each has for itself: sentences of a few words, or what becomes of them. */
    private List<Record> records(int number, BiFunction<String, String, Record> recordOf) {
        Random random = new Random(number);
        List<Record> records = new ArrayList<>();
        records.add(Record.of("counter", "" + number));
        while (records.size() < RECORDS) {
            String sentence = random.ints(12, 0, 40).mapToObj(word -> Integer.toString(word * 7_919, 36)).collect(Collectors.joining(" "));
            records.add(recordOf.apply("k" + number + "-" + records.size(), sentence));
        }
        records.forEach(record -> newest.put(key(record), value(record)));
        return records;
    }

    private void cleanTwoInASegment(List<ByteBuffer> batches) throws Exception {
        config = CONFIG.with(LogConfig.SEGMENT_BYTES, 2 * batches.stream().mapToInt(ByteBuffer::remaining).max().orElseThrow());
        try (LogDirectory directory = open()) {
            PartitionLog log = directory.log(PARTITION);
            for (ByteBuffer batch : batches) {
                log.appendAsFollower(batch);
            }
            settle(directory);
            long bytes = sizeInBytes(log);
            assertThat(log.segments()).as("segments of two batches each, and the active one").hasSize(BATCHES / 2 + 1);
            clean(directory);
            assertThat(sizeInBytes(log)).as("bytes of what remains").isGreaterThan(bytes);
            assertThat(log.segments()).as("segments of one batch each, and the active one").hasSize(BATCHES + 1);
            expectBounds(log);
        }
        expectAllThere();
    }

    private static long sizeInBytes(PartitionLog log) {
        return log.segments().stream().mapToLong(Segment::sizeInBytes).sum();
    }

    // Offsets that lie far apart.

    /** As a follower may get them of a log that was compacted: three segments with a few records each, and then an empty one. */
    private void appendFarApart(LogDirectory directory) throws Exception {
        append(directory, 0, 2, MOST - 10);
        append(directory, MOST - 8, MOST - 1, MOST + 5, 2 * MOST - 20);
        append(directory, 2 * MOST - 18, 2 * MOST + 4, 2 * MOST + 6);
    }

    /** A batch at each offset: one record whose key comes only once, and one whose key they all have. */
    private void append(LogDirectory directory, long... offsets) throws Exception {
        PartitionLog log = directory.log(PARTITION);
        for (long offset : offsets) {
            List<Record> records = List.of(Record.of("k" + offset, "v"), Record.of("counter", "" + offset));
            records.forEach(record -> newest.put(key(record), value(record)));
            log.appendAsFollower(RecordBatch.build(offset, 0, NOW_MS, ProducerStamp.NONE, records).bytes());
        }
        settle(directory);
    }

    @Test
    void segmentsAreNotRewrittenTogetherIfTheirOffsetsDoNotFitIntoOne() throws Exception {
        try (LogDirectory directory = open()) {
            appendFarApart(directory);
            PartitionLog log = directory.log(PARTITION);
            clean(directory);
            assertThat(log.segments()).extracting(Segment::baseOffset).containsExactly(0L, MOST - 8, 2 * MOST - 18, 2 * MOST + 8);
            assertThat(log.reader().records(0)).as("records, one for each key").hasSize(newest.size());
            expectBounds(log);
        }
        expectAllThere();
    }

    /** If they are, all the same: the first and the second of what becomes of them are as long as can be. */
    @Test
    void aGroupWhoseOffsetsDoNotFitIntoOneSegmentBecomesSeveral() throws Exception {
        try (LogDirectory directory = open()) {
            appendFarApart(directory);
            PartitionLog log = directory.log(PARTITION);
            List<Segment> group = log.segments().subList(0, log.segments().size() - 1);
            OffsetMap nothing = new OffsetMap(KeyHash.drawnFrom(new Random(1)), 1 << 10, 0.9);
            BatchFilter everything = new BatchFilter(nothing, 0, 0, new CleanedTransactions(List.of()), Map.of(), NOW_MS, 0);
            SegmentRewrite rewrite = new SegmentRewrite(log, log.cuts(), group, everything, SegmentRewrite.newBuffer());
            assertThat(rewrite.step(Integer.MAX_VALUE)).as("there is more to read").isFalse();
            assertThat(rewrite.swap(NOW_MS)).as("the log is as it was read").isTrue();
            directory.cleanedOffsets().put(PARTITION, log.logEndOffset());
            assertThat(log.segments()).extracting(Segment::baseOffset).containsExactly(0L, MOST + 5, 2 * MOST + 6, 2 * MOST + 8);
            expectBounds(log);
        }
        expectAllThere();
    }

    // What every case has in common.

    private static String key(Record record) {
        return record.keyText().orElseThrow();
    }

    private static String value(Record record) {
        return record.valueText().orElse("deleted");
    }

    private LogDirectory open() throws Exception {
        LogDirectory directory = LogDirectory.open(RealDisk.at(root), LogDirectoryConfig.DEFAULT, NOW_MS);
        directory.open(PARTITION, config);
        return directory;
    }

    private static void settle(LogDirectory directory) throws Exception {
        PartitionLog log = directory.log(PARTITION);
        log.advanceHighWatermark(log.logEndOffset());
        log.roll();
        log.flush();
        directory.checkpointRecoveryPoints();
    }

    private static void clean(LogDirectory directory) throws Exception {
        LogCleaner cleaner = new LogCleaner(directory, CleanerConfig.DEFAULT.withDedupeBufferBytes(1 << 18), new Random(1));
        LogCleaner.Worker worker = cleaner.newWorker();
        while (worker.step(NOW_MS)) {
            // the next piece
        }
        assertThat(cleaner.uncleanable()).isEmpty();
        assertThat(directory.cleanedOffsets().get(PARTITION)).as("all is clean").isEqualTo(directory.log(PARTITION).logEndOffset());
    }

    private void expectBounds(PartitionLog log) {
        assertThat(log.segments()).allSatisfy(segment -> {
            assertThat(segment.sizeInBytes()).as("bytes of segment %d", segment.baseOffset()).isLessThanOrEqualTo(config.segmentBytes());
            assertThat(segment.endOffset() - segment.baseOffset()).as("offsets of segment %d", segment.baseOffset()).isLessThanOrEqualTo(MOST + 1);
        });
    }

    /** Kafka's tool finds no fault, nor do we; and the log can be opened again. */
    private void expectAllThere() throws Exception {
        assertThat(LogDirectoryReport.of(RealDisk.readOnlyAt(root), "").orElseThrow().damages()).isEmpty();
        assertThat(DumpedSegments.complaints(root.resolve(PARTITION.directory()), true)).isEmpty();
        try (LogDirectory directory = open()) {
            List<LogEntry> found = directory.log(PARTITION).reader().records(0);
            assertThat(found).extracting(LogEntry::offset).isSorted().doesNotHaveDuplicates();
            Map<String, String> values = new TreeMap<>();
            found.forEach(entry -> values.put(key(entry.record()), value(entry.record())));
            assertThat(values).as("the newest values").isEqualTo(newest);
        }
    }
}
