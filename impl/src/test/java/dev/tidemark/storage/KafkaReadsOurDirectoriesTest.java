package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.record.Record;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.storage.log.FetchIsolation;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;
import org.apache.kafka.tools.DumpLogSegments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache Kafka's own tool and its own log layer find in our directories what we put there. */
class KafkaReadsOurDirectoriesTest {
    private static final String PARTITION = "orders-0";
    private static final int BATCHES = 200;
    private static final List<String> COMPLAINTS = List.of("isvalid: false", "Mismatch", "Non-consecutive", "invalid bytes", "Exception", "corrupt");

    @TempDir
    Path root;

    private long logEndOffset;

    @BeforeEach
    void writeALog() throws Exception {
        SplittableRandom random = new SplittableRandom(1);
        try (PartitionLog log = PartitionLog.open(RealDisk.at(root), PARTITION, LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 16_384).with(LogConfig.INDEX_INTERVAL_BYTES, 1_000), 0)) {
            for (int i = 0; i < BATCHES; i++) {
                List<Record> records = new ArrayList<>();
                for (int count = random.nextInt(1, 6); count > 0; count--) {
                    records.add(Record.of("k" + i, "v".repeat(random.nextInt(200))));
                }
                log.append(records, i / 40, 1_700_000_000_000L + i);
                if (i % 50 == 49) {
                    log.truncateTo(log.logEndOffset() - 7);
                }
            }
            log.flush();
            logEndOffset = log.logEndOffset();
        }
    }

    @Test
    void dumpLogSegmentsFindsNoFault() throws Exception {
        assertThat(files(".log")).hasSizeGreaterThan(2);
        String dump = dump("--deep-iteration", "--print-data-log", "--files", joined(files(".log")));
        assertThat(linesWith(dump, "isvalid: true")).hasSizeGreaterThan(BATCHES / 2);
        assertThat(linesWith(dump, "| offset:")).hasSize((int) logEndOffset);
        assertThat(complaints(withoutFalseAlarm(dump))).isEmpty();
        String sanity = dump("--index-sanity-check", "--files", joined(files(".index")));
        assertThat(linesWith(sanity, "passed sanity check")).hasSameSizeAs(files(".index"));
        assertThat(complaints(sanity)).isEmpty();
        assertThat(complaints(dump("--verify-index-only", "--files", joined(files(".index"))))).isEmpty();
    }

    /** The tool exits with 0 whatever it finds: this shows that its output, as it is read above, does tell. */
    @Test
    void dumpLogSegmentsDoesFindPlantedFaults() throws Exception {
        Path index = files(".index").get(0);
        byte[] bytes = Files.readAllBytes(index);
        bytes[3] ^= 1;
        Files.write(index, bytes);
        assertThat(complaints(dump("--verify-index-only", "--files", index.toString()))).isNotEmpty();
        Path log = files(".log").get(0);
        byte[] batches = Files.readAllBytes(log);
        batches[100] ^= 1;
        Files.write(log, batches);
        assertThat(complaints(dump("--deep-iteration", "--files", log.toString()))).isNotEmpty();
    }

    @Test
    void kafkasLogOpensOurDirectoryAndRebuildsTheSameIndexesAndEpochs() throws Exception {
        Map<String, byte[]> ours = derivedFiles();
        for (String name : ours.keySet()) {
            Files.delete(root.resolve(PARTITION).resolve(name));
        }
        byte[] bytesRead = readThroughKafka();
        assertThat(bytesRead).isEqualTo(readAll());
        Map<String, byte[]> theirs = derivedFiles();
        assertThat(theirs.keySet()).isEqualTo(ours.keySet());
        ours.forEach((name, content) -> assertThat(theirs.get(name)).as(name).isEqualTo(content));
    }

    @Test
    void weOpenADirectoryThatKafkaLeft() throws Exception {
        readThroughKafka();
        assertThat(LogDirectoryReport.of(RealDisk.readOnlyAt(root), "").orElseThrow().damages()).isEmpty();
        try (PartitionLog log = PartitionLog.open(RealDisk.at(root), PARTITION, LogConfig.DEFAULT, logEndOffset)) {
            assertThat(log.reader().records(0)).hasSize((int) logEndOffset);
        }
    }

    /** Opens the directory as not cleanly shut down and reads everything. */
    private byte[] readThroughKafka() throws Exception {
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        try (UnifiedLog log = UnifiedLog.create(root.resolve(PARTITION).toFile(),
                new org.apache.kafka.storage.internals.log.LogConfig(Map.of("segment.bytes", "1048576", "index.interval.bytes", "1000")), 0, 0, scheduler,
                new BrokerTopicStats(false), Time.SYSTEM, 900_000, new ProducerStateManagerConfig(Integer.MAX_VALUE, false), 600_000,
                new LogDirFailureChannel(1), false, Optional.empty())) {
            assertThat(log.logEndOffset()).isEqualTo(logEndOffset);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            long offset = 0;
            while (offset < logEndOffset) {
                var records = log.read(offset, 1 << 20, FetchIsolation.LOG_END, true).records;
                for (var batch : records.batches()) {
                    ByteBuffer buffer = ByteBuffer.allocate(batch.sizeInBytes());
                    batch.writeTo(buffer);
                    bytes.write(buffer.array());
                    offset = batch.nextOffset();
                }
            }
            return bytes.toByteArray();
        } finally {
            scheduler.shutdown();
        }
    }

    private byte[] readAll() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Path log : files(".log")) {
            bytes.write(Files.readAllBytes(log));
        }
        return bytes.toByteArray();
    }

    private Map<String, byte[]> derivedFiles() throws Exception {
        Map<String, byte[]> contents = new java.util.TreeMap<>();
        for (Path file : files(".index")) {
            contents.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        contents.put(LeaderEpochCache.FILE_NAME, Files.readAllBytes(root.resolve(PARTITION).resolve(LeaderEpochCache.FILE_NAME)));
        return contents;
    }

    private List<Path> files(String suffix) throws Exception {
        try (var files = Files.list(root.resolve(PARTITION))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private static String joined(List<Path> files) {
        return String.join(",", files.stream().map(Path::toString).toList());
    }

    private static List<String> linesWith(String dump, String text) {
        return dump.lines().filter(line -> line.contains(text)).toList();
    }

    private static List<String> complaints(String dump) {
        return dump.lines().filter(line -> COMPLAINTS.stream().anyMatch(line::contains)).toList();
    }

    /** Once per segment whose base is above 0, --deep-iteration says that -1 is followed by the base. */
    private static String withoutFalseAlarm(String dump) {
        return dump.replaceAll("Non-consecutive offsets in [^\\n]*\\n\\s+-1 is followed by \\d+\\n", "");
    }

    private static String dump(String... arguments) throws IOException {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        try (PrintStream both = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(both);
            System.setErr(both);
            DumpLogSegments.main(arguments);
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
