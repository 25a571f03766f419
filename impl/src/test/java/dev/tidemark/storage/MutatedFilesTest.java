package dev.tidemark.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.storage.disk.Disk;
import dev.tidemark.storage.disk.DiskFile;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.ProducerHistory;
import dev.tidemark.storage.record.LogEntry;
import dev.tidemark.storage.record.RecordBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever becomes of one file, a log directory opens with what was written, or says clearly why not. */
final class MutatedFilesTest {
    private static final int RUNS = Integer.getInteger("mutations", 10_000);
    private static final TopicPartition PARTITION = new TopicPartition("orders", 0);
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with("segment.bytes", 1_500).with("index.interval.bytes", 200);

    private static final Set<String> OFFSETS = Set.of(OffsetCheckpoint.RECOVERY_POINT, OffsetCheckpoint.LOG_START, OffsetCheckpoint.CLEANER);

    private final Map<String, byte[]> written = new TreeMap<>();
    private List<LogEntry> records;

    /** The time limit is for hangs only. */
    @Test
    @Timeout(600)
    void areReportedOrRecoveredFrom() throws Exception {
        write();
        List<String> names = new ArrayList<>(written.keySet());
        Map<String, Integer> refused = new TreeMap<>();
        Map<String, Integer> opened = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            String name = names.get(seed % names.size());
            Map<String, byte[]> files = new TreeMap<>(written);
            files.put(name, mutate(random, written.get(name)));
            boolean isClean = random.nextBoolean();
            if (!isClean) {
                files.remove(CleanShutdown.FILE_NAME);
            }
            dump(seed, name, files, wrong);
            String kind = name.substring(name.lastIndexOf(name.contains(".") ? '.' : '/') + 1);
            try {
                List<LogEntry> found = open(files);
                opened.merge(kind, 1, Integer::sum);
                if (!isRightOf(name, found)) {
                    wrong.add("seed " + seed + ", " + name + ", clean " + isClean + ": " + found.size() + " of " + records.size() + " records, or others");
                }
            } catch (StorageException e) {
                refused.merge(kind, 1, Integer::sum);
                assertThat(e.getMessage()).as("seed %d: the message", seed).isNotBlank();
            } catch (RuntimeException | OutOfMemoryError e) {
                wrong.add("seed " + seed + ", " + name + ", clean " + isClean + ": " + e + " at " + Arrays.stream(e.getStackTrace()).filter(f -> f.getClassName().startsWith("dev.tide")).limit(3).toList());
            }
        }
        System.out.println(RUNS + " mutated files: opened " + opened + ", refused " + refused);
        assertThat(refused).as("files that were refused").isNotEmpty();
        assertThat(opened).as("files that were recovered from").isNotEmpty();
        assertThat(wrong).as("neither an error nor what was written").isEmpty();
    }

    /** A report comes out, whatever the files hold. */
    private static void dump(int seed, String name, Map<String, byte[]> files, List<String> wrong) {
        try {
            long[] lines = new long[1];
            LogDirectoryReport.write(disk(files), "", ReportDetail.RECORDS, line -> lines[0]++);
            if (lines[0] < 10) {
                wrong.add("seed " + seed + ", " + name + ": a report of " + lines[0] + " lines");
            }
        } catch (StorageException | RuntimeException | OutOfMemoryError e) {
            wrong.add("seed " + seed + ", " + name + ": no report, but " + e + " at " + Arrays.stream(e.getStackTrace()).limit(4).toList());
        }
    }

    /**
     * Everything was flushed: nothing may be cut silently, unless the file is one that says how far, or from where on. (The last segment may end at any
     * batch: a follower may have cut it there.)
     */
    private boolean isRightOf(String mutated, List<LogEntry> found) {
        long startOffset = found.isEmpty() ? records.size() : found.get(0).offset();
        List<LogEntry> expected = records.stream().filter(entry -> entry.offset() >= startOffset).toList();
        boolean mayBeShorter = OFFSETS.contains(mutated) || mutated.equals(lastSegment());
        return mayBeShorter ? same(found, expected.subList(0, Math.min(found.size(), expected.size()))) : same(found, records);
    }

    private String lastSegment() {
        return written.keySet().stream().filter(name -> name.endsWith(SegmentName.LOG)).reduce("", (a, b) -> b);
    }

    /** But for the leader epoch, which lies outside the CRC, in Kafka too. */
    private static boolean same(List<LogEntry> found, List<LogEntry> expected) {
        return found.stream().map(MutatedFilesTest::withoutEpoch).toList().equals(expected.stream().map(MutatedFilesTest::withoutEpoch).toList());
    }

    private static LogEntry withoutEpoch(LogEntry entry) {
        return new LogEntry(entry.offset(), 0, entry.timestampMs(), entry.record());
    }

    private void write() throws Exception {
        MemoryDisk disk = new MemoryDisk();
        new MetaProperties("qmBLkFLNRQemCTwIZ1CjpA", 3, Uuid.parse("JVW_mhWxTDCMa4zNkDLFYw").orElseThrow()).write(disk);
        LogDirectory directory = LogDirectory.open(disk, LogDirectoryConfig.DEFAULT, 0);
        PartitionLog log = directory.open(PARTITION, CONFIG);
        new PartitionMetadata(Uuid.parse("2jK9yvwVQvSvBt3l-p1aRA").orElseThrow()).write(disk, PARTITION.directory());
        for (RecordBatch batch : new ProducerHistory(new Random(1), 0).batches(60)) {
            log.appendAsFollower(batch.stamp(log.logEndOffset(), 0).bytes());
        }
        records = log.reader().records(0);
        directory.shutDown(3);
        collect(disk, "");
        collect(disk, PARTITION.directory());
    }

    private void collect(Disk disk, String directory) throws StorageException {
        for (String name : disk.list(directory)) {
            String path = Disk.join(directory, name);
            if (!disk.isDirectory(path)) {
                try (DiskFile file = disk.open(path)) {
                    ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
                    file.read(bytes, 0);
                    written.put(path, bytes.array());
                }
            }
        }
    }

    /** As a broker does, who first asks whose directory and whose partition it is. */
    private static List<LogEntry> open(Map<String, byte[]> files) throws StorageException {
        MemoryDisk disk = disk(files);
        MetaProperties.read(disk);
        PartitionMetadata.read(disk, PARTITION.directory());
        LogDirectory directory = LogDirectory.open(disk, LogDirectoryConfig.DEFAULT, 0);
        PartitionLog log = directory.open(PARTITION, CONFIG);
        return log.reader().records(log.logStartOffset());
    }

    private static MemoryDisk disk(Map<String, byte[]> files) throws StorageException {
        MemoryDisk disk = new MemoryDisk();
        disk.createDirectories(PARTITION.directory());
        for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            try (DiskFile file = disk.create(entry.getKey())) {
                file.append(ByteBuffer.wrap(entry.getValue()));
            }
        }
        return disk;
    }

    private static byte[] mutate(Random random, byte[] original) {
        byte[] bytes = original.clone();
        int at = random.nextInt(bytes.length + 1);
        int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
        switch (random.nextInt(6)) {
            case 0 -> bytes = Arrays.copyOf(bytes, at);
            case 1 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(200));
            case 2 -> Arrays.fill(bytes, at, at + length, (byte) 0);
            case 3 -> Arrays.fill(bytes, at, at + Math.min(4, length), (byte) 0x7f); // a huge length
            case 4 -> System.arraycopy(original, at, bytes, random.nextInt(bytes.length - length + 1), length);
            default -> {
                for (int i = 0; i < length; i++) {
                    bytes[at + i] ^= (byte) (1 << random.nextInt(8));
                }
            }
        }
        return bytes;
    }
}
