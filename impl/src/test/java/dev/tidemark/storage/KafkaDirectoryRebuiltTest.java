package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.storage.disk.RealDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.server.common.RequestLocal;
import org.apache.kafka.server.util.KafkaScheduler;
import org.apache.kafka.storage.internals.log.AppendOrigin;
import org.apache.kafka.storage.internals.log.LogConfig;
import org.apache.kafka.storage.internals.log.LogDirFailureChannel;
import org.apache.kafka.storage.internals.log.ProducerStateManager;
import org.apache.kafka.storage.internals.log.ProducerStateManagerConfig;
import org.apache.kafka.storage.internals.log.UnifiedLog;
import org.apache.kafka.storage.internals.log.VerificationGuard;
import org.apache.kafka.storage.log.metrics.BrokerTopicStats;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka writes a log with producers and transactions; of it only the batches are kept, and we write the other files as Kafka did. */
final class KafkaDirectoryRebuiltTest {
    private static final String PARTITION = "orders-0";

    @TempDir
    Path root;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOtherFilesAreAsKafkaWroteThem(long seed) throws Exception {
        Path kafka = Files.createDirectories(root.resolve("kafka").resolve(PARTITION));
        write(kafka, new Random(seed));
        Path ours = Files.createDirectories(root.resolve("ours").resolve(PARTITION));
        for (Path log : files(kafka, ".log").values()) {
            Files.copy(log, ours.resolve(log.getFileName()));
        }
        try (PartitionLog log = PartitionLog.open(RealDisk.at(root.resolve("ours")), PARTITION, dev.tidemark.storage.LogConfig.DEFAULT.with("segment.bytes", 8_192), 0)) {
            log.flush();
        }
        assertThat(files(kafka, ".log")).hasSizeGreaterThan(3);
        assertThat(contents(ours, ".log")).as("what we did not write").isEqualTo(contents(kafka, ".log"));
        assertThat(snapshots(ours)).isEqualTo(snapshots(kafka));
        Map<String, String> indexes = contents(ours, ".txnindex");
        assertThat(indexes).as("each segment has one").hasSameSizeAs(files(ours, ".log"));
        indexes.values().removeIf(String::isEmpty);
        assertThat(indexes).isNotEmpty().isEqualTo(contents(kafka, ".txnindex"));
    }

    private static void write(Path directory, Random random) throws IOException, InterruptedException {
        KafkaScheduler scheduler = new KafkaScheduler(1);
        scheduler.startup();
        UnifiedLog log = UnifiedLog.create(directory.toFile(), new LogConfig(Map.of("segment.bytes", "1048576", "internal.segment.bytes", "8192")), 0, 0, scheduler,
                new BrokerTopicStats(false), Time.SYSTEM, 900_000, new ProducerStateManagerConfig(Integer.MAX_VALUE, false), 600_000,
                new LogDirFailureChannel(1), false, Optional.empty());
        Map<Long, Integer> sequences = new HashMap<>();
        Set<Long> inTransaction = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            long producerId = 1_000 + random.nextInt(5);
            if (random.nextInt(4) == 0 && inTransaction.remove(producerId)) {
                ControlRecordType type = random.nextBoolean() ? ControlRecordType.COMMIT : ControlRecordType.ABORT;
                append(log, MemoryRecords.withEndTransactionMarker(producerId, (short) 1, new EndTransactionMarker(type, i)), AppendOrigin.COORDINATOR);
            } else {
                boolean isTransactional = inTransaction.contains(producerId) || random.nextBoolean();
                append(log, data(random, producerId, sequences.merge(producerId, 1, Integer::sum) - 1, isTransactional), AppendOrigin.CLIENT);
                if (isTransactional) {
                    inTransaction.add(producerId);
                }
            }
        }
        scheduler.shutdown();
        log.close();
    }

    private static MemoryRecords data(Random random, long producerId, int sequence, boolean isTransactional) {
        SimpleRecord record = new SimpleRecord(System.currentTimeMillis(), "key".getBytes(), new byte[random.nextInt(400)]);
        return isTransactional
                ? MemoryRecords.withTransactionalRecords(Compression.NONE, producerId, (short) 1, sequence, record)
                : MemoryRecords.withIdempotentRecords(Compression.NONE, producerId, (short) 1, sequence, record);
    }

    private static void append(UnifiedLog log, MemoryRecords records, AppendOrigin origin) throws IOException {
        log.appendAsLeader(records, 0, origin, RequestLocal.noCaching(), VerificationGuard.SENTINEL, (short) 1);
    }

    private static Map<String, Set<String>> snapshots(Path directory) throws IOException {
        Map<String, Set<String>> snapshots = new TreeMap<>();
        for (Map.Entry<String, Path> file : files(directory, ".snapshot").entrySet()) {
            Set<String> entries = new HashSet<>();
            ProducerStateManager.readSnapshot(file.getValue().toFile()).forEach(entry -> entries.add(entry.toString()));
            snapshots.put(file.getKey(), entries);
        }
        return snapshots;
    }

    private static Map<String, String> contents(Path directory, String suffix) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Map.Entry<String, Path> file : files(directory, suffix).entrySet()) {
            contents.put(file.getKey(), java.util.HexFormat.of().formatHex(Files.readAllBytes(file.getValue())));
        }
        return contents;
    }

    private static Map<String, Path> files(Path directory, String suffix) throws IOException {
        Map<String, Path> found = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(path -> path.toString().endsWith(suffix)).forEach(path -> found.put(path.getFileName().toString(), path));
        }
        return found;
    }
}
