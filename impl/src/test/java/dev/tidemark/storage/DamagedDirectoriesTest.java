package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.RealDisk;
import dev.tidemark.storage.producer.ProducerHistory;
import dev.tidemark.storage.record.RecordBatch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.tools.DumpLogSegments;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One file of a log directory is damaged, and the report says which, where, and what was expected; of the sound one it says what Kafka says. */
final class DamagedDirectoriesTest {
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final String FIRST = "orders-0/00000000000000000000";

    @TempDir
    private Path root;

    private long logEndOffset;

    /** Without gaps: a log that the cleaner has not seen tells everything. */
    @BeforeEach
    void write() throws Exception {
        RealDisk disk = RealDisk.at(root);
        new MetaProperties("qmBLkFLNRQemCTwIZ1CjpA", 3, Uuid.parse("JVW_mhWxTDCMa4zNkDLFYw").orElseThrow()).write(disk);
        LogDirectory directory = LogDirectory.open(disk, LogDirectoryConfig.DEFAULT, 0);
        PartitionLog log = directory.open(PARTITION, LogConfig.DEFAULT.with("segment.bytes", 1_500).with("index.interval.bytes", 200));
        new PartitionMetadata(Uuid.parse("2jK9yvwVQvSvBt3l-p1aRA").orElseThrow()).write(disk, PARTITION.directory());
        for (RecordBatch batch : new ProducerHistory(new Random(1), 0).batches(60)) {
            log.appendAsFollower(batch.stamp(log.logEndOffset(), 0).bytes());
        }
        logEndOffset = log.logEndOffset();
        directory.shutDown(3);
    }

    @Test
    void aSoundDirectoryIsListed() throws IOException {
        LogDirectoryReport report = report();
        assertThat(report.damages()).isEmpty();
        assertThat(report.lines()).contains("meta.properties: cluster qmBLkFLNRQemCTwIZ1CjpA, node 3, directory JVW_mhWxTDCMa4zNkDLFYw",
                ".kafka_cleanshutdown: shut down in peace by broker epoch 3", "recovery-point-offset-checkpoint: 1 entries",
                "  partition.metadata: topic id 2jK9yvwVQvSvBt3l-p1aRA");
        assertThat(report.lines()).anyMatch(line -> line.matches(" {2}\\d{20}\\.snapshot: [1-9]\\d* producers"))
                .anyMatch(line -> line.matches(" {2}\\d{20}\\.txnindex: [1-9]\\d* aborted transactions"))
                .anyMatch(line -> line.matches(" {2}\\d{20}\\.timeindex: [1-9]\\d* entries"));
    }

    /** The same entries, in the same order. */
    @Test
    void entriesAreThoseThatKafkaShows() throws IOException {
        String lines = String.join("\n", report().lines());
        assertThat(found(lines, " offset (\\d+) at position (\\d+)")).isNotEmpty().isEqualTo(found(kafka(".index"), "offset: (\\d+) position: (\\d+)"));
        assertThat(found(lines, "timestamp (\\d+) at offset (\\d+)")).isNotEmpty().isEqualTo(found(kafka(".timeindex"), "timestamp: (\\d+) offset: (\\d+)"));
        assertThat(found(lines, "producer (\\d+), offsets (\\d+) to (\\d+), last stable offset (\\d+)")).isNotEmpty()
                .isEqualTo(found(kafka(".txnindex"), "producerId: (\\d+) firstOffset: (\\d+) lastOffset: (\\d+) lastStableOffset: (\\d+)"));
        assertThat(found(lines, "producer (\\d+), epoch (\\d+): .*, coordinator epoch (-?\\d+)")).isNotEmpty()
                .containsExactlyInAnyOrderElementsOf(found(kafka(".snapshot"), "producerId: (\\d+) producerEpoch: (\\d+) coordinatorEpoch: (-?\\d+)"));
        assertThat(found(lines, "producer (\\d+), epoch \\d+: sequences (\\d+) to (\\d+) at")).isNotEmpty().containsExactlyInAnyOrderElementsOf(
                found(kafka(".snapshot"), "producerId: (\\d+) .*firstSequence: (\\d+) lastSequence: (\\d+)"));
    }

    @Test
    void anIndexEntryThatPointsNowhereIsNamed() throws IOException {
        change(FIRST + ".index", bytes -> bytes.putInt(4, bytes.getInt(4) + 1));
        named(FIRST + ".index: entry 0: found offset ", "expected the position of a batch");
    }

    @Test
    void anIndexEntryBehindTheLogIsNamed() throws IOException {
        String last = last(".index");
        append(last, ByteBuffer.allocate(8).putInt(1_000).putInt(100_000));
        named(last + ": entry ", "expected nothing behind the last batch");
    }

    @Test
    void whatKafkaPreallocatesIsNotDamaged() throws IOException {
        append(last(".index"), ByteBuffer.allocate(80));
        append(last(".timeindex"), ByteBuffer.allocate(120));
        assertThat(report().damages()).isEmpty();
        assertThat(report().lines()).anyMatch(line -> line.endsWith(", 10 preallocated"));
    }

    @Test
    void aWrongTimestampIsNamed() throws IOException {
        change(FIRST + ".timeindex", bytes -> bytes.putLong(0, bytes.getLong(0) - 1));
        named(FIRST + ".timeindex: entry 0: found timestamp ", "of the youngest record up to there");
    }

    @Test
    void aTornIndexIsNamed() throws IOException {
        append(FIRST + ".timeindex", ByteBuffer.allocate(5));
        named(FIRST + ".timeindex: found 5 bytes behind the last entry, expected whole entries");
    }

    @Test
    void aWrongAbortedTransactionIsNamed() throws IOException {
        String index = withContent(".txnindex");
        change(index, bytes -> bytes.putLong(10, bytes.getLong(10) + 1));
        named(index + ": entry 0: found producer ", "as the batches say");
    }

    @Test
    void aLostAbortedTransactionIsNamed() throws IOException {
        String index = withContent(".txnindex");
        Files.write(root.resolve(index), new byte[0]);
        assertThat(report().damages()).isNotEmpty().allMatch(damage -> damage.startsWith(index + ": found no entry for producer "));
    }

    @Test
    void aSnapshotThatIsTornOrOfAnotherLogIsNamed() throws IOException {
        String snapshot = withContent(".snapshot");
        byte[] sound = Files.readAllBytes(root.resolve(snapshot));
        change(snapshot, bytes -> bytes.put(12, (byte) (bytes.get(12) ^ 1)));
        named(snapshot + ": found CRC ", " as stored");
        Files.write(root.resolve(snapshot), sound);
        Files.copy(root.resolve(last(".snapshot")), root.resolve(snapshot), StandardCopyOption.REPLACE_EXISTING);
        assertThat(report().damages()).isNotEmpty().allMatch(damage -> damage.startsWith(snapshot + ": "));
    }

    @Test
    void aSnapshotAboveTheLogEndIsNamed() throws IOException {
        Files.copy(root.resolve(last(".snapshot")), root.resolve("orders-0/00000000000000009999.snapshot"));
        named("orders-0/00000000000000009999.snapshot: found a snapshot of offset 9999, expected none above the log end " + logEndOffset);
    }

    @Test
    void whatIsNotedBeyondTheLogEndIsNamed() throws IOException {
        for (String name : List.of(OffsetCheckpoint.RECOVERY_POINT, OffsetCheckpoint.REPLICATION, OffsetCheckpoint.LOG_START, OffsetCheckpoint.CLEANER)) {
            byte[] sound = Files.exists(root.resolve(name)) ? Files.readAllBytes(root.resolve(name)) : "0\n0\n".getBytes(StandardCharsets.UTF_8);
            Files.writeString(root.resolve(name), "0\n1\norders 0 9999\n");
            named(name + ": orders-0: found offset 9999, expected at most " + logEndOffset + ", where the log ends");
            Files.write(root.resolve(name), sound);
        }
        Files.writeString(root.resolve("orders-0/leader-epoch-checkpoint"), "0\n2\n0 0\n1 9999\n");
        named("orders-0/leader-epoch-checkpoint: found leader epoch 1 from offset 9999 on, expected none above the log end " + logEndOffset);
    }

    @Test
    void identitiesThatCannotBeReadAreNamed() throws IOException {
        Files.writeString(root.resolve("meta.properties"), "version=1\nnode.id=x\n");
        Files.writeString(root.resolve(".kafka_cleanshutdown"), "perhaps");
        Files.writeString(root.resolve("orders-0/partition.metadata"), "version: 0\n");
        assertThat(report().damages()).hasSize(3)
                .anyMatch(damage -> damage.startsWith("meta.properties: found "))
                .anyMatch(damage -> damage.startsWith(".kafka_cleanshutdown: found something else"))
                .anyMatch(damage -> damage.startsWith("orders-0/partition.metadata: line 1: found "));
    }

    @Test
    void whatIsLeftOverIsToldAndNotDamaged() throws IOException {
        for (String suffix : List.of(".log.cleaned", ".log.swap", ".log.deleted", ".index.deleted")) {
            Files.write(root.resolve(FIRST + suffix), new byte[3]);
        }
        assertThat(report().damages()).isEmpty();
        assertThat(report().lines()).filteredOn(line -> line.contains(": left over; ")).hasSize(4);
    }

    @Test
    void ofManyDamagedEntriesAFewAreShownAndAllAreCounted() throws IOException {
        append(last(".index"), ByteBuffer.wrap(new byte[8_000]).putInt(7_996, 1));
        append(last(".index"), ByteBuffer.wrap("A".repeat(800).getBytes(StandardCharsets.UTF_8)));
        assertThat(report().damages()).hasSizeGreaterThan(100);
        assertThat(report().lines()).filteredOn(line -> line.contains("DAMAGED")).hasSizeBetween(20, 30);
        assertThat(report().lines()).anyMatch(line -> line.contains("damaged places more in this file"));
    }

    private void named(String start, String... rest) throws IOException {
        assertThat(report().damages()).singleElement().asString().startsWith(start).satisfies(damage -> assertThat(List.of(rest)).allMatch(damage::contains));
    }

    private LogDirectoryReport report() throws IOException {
        return LogDirectoryReport.of(RealDisk.readOnlyAt(root), "").orElseThrow();
    }

    private interface Edit {
        void apply(ByteBuffer bytes);
    }

    private void change(String file, Edit edit) throws IOException {
        byte[] bytes = Files.readAllBytes(root.resolve(file));
        edit.apply(ByteBuffer.wrap(bytes));
        Files.write(root.resolve(file), bytes);
    }

    private void append(String file, ByteBuffer more) throws IOException {
        Files.write(root.resolve(file), more.array(), StandardOpenOption.APPEND);
    }

    private List<Path> files(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(PARTITION.directory()))) {
            return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
        }
    }

    private String last(String suffix) throws IOException {
        List<Path> files = files(suffix);
        return root.relativize(files.get(files.size() - 1)).toString();
    }

    /** The first file of a kind that says anything. */
    private String withContent(String suffix) throws IOException {
        for (Path file : files(suffix)) {
            if (Files.size(file) > 10) {
                return root.relativize(file).toString();
            }
        }
        throw new IllegalStateException("no " + suffix + " with content");
    }

    /** The values of each match. */
    private static List<String> found(String text, String pattern) {
        List<String> found = new ArrayList<>();
        for (MatchResult match : Pattern.compile(pattern).matcher(text).results().toList()) {
            List<String> groups = new ArrayList<>();
            for (int i = 1; i <= match.groupCount(); i++) {
                groups.add(match.group(i));
            }
            found.add(String.join(" ", groups));
        }
        return found;
    }

    private String kafka(String suffix) throws IOException {
        PrintStream out = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        try (PrintStream capturing = new PrintStream(captured, true, StandardCharsets.UTF_8)) {
            System.setOut(capturing);
            DumpLogSegments.main(new String[] {"--files", String.join(",", files(suffix).stream().map(Path::toString).toList())});
        } finally {
            System.setOut(out);
        }
        return captured.toString(StandardCharsets.UTF_8);
    }
}
