package dev.tidemark.simulation.compaction;

import static dev.tidemark.simulation.compaction.CompactionState.baseOffset;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A compacted log with producers, readers and a cleaner that do as the seed says, and whose process, disk and power fail as it says. */
public final class CompactionRun {
    private static final int PRODUCERS = 2;
    private static final int MOST_CALLS = 25;
    /** If it is less than before, the cleaner makes more segments than it finds. */
    private static final List<Integer> SEGMENT_BYTES = List.of(420, 420, 200);
    /** A few records a segment, and a few keys. */
    private static final CompactionSettings SETTINGS = CompactionSettings.of(Map.of("segment.bytes", "420", "index.interval.bytes", "60",
            "delete.retention.ms", "2000", "min.compaction.lag.ms", "100", "file.delete.delay.ms", "1000"))
            .withReaders("fast", "slow").withProducers(PRODUCERS).withMapCapacity(3).withIoBufferBytes(150);

    private final Random random;
    private final CompactionWorld world;
    private final List<Act> acts;
    private int values;

    private CompactionRun(long seed, Path data, TraceSink sink) {
        this.random = new Random(seed);
        this.world = new CompactionWorld(SETTINGS, data, sink);
        this.acts = acts();
    }

    /** The header of a run's trace. */
    public static TraceHeader header(String command, long seed) {
        return CompactionWorld.header(command, seed, SETTINGS);
    }

    /** Runs until so many steps are told of. */
    public static void run(long seed, long steps, Path data, TraceSink sink) throws StorageException {
        CompactionRun run = new CompactionRun(seed, data, sink);
        run.world.create();
        while (run.world.steps() < steps) {
            run.act();
        }
    }

    /** Something that is done to the log, or that happens to it. */
    private interface Act {
        void on(CompactedPartition partition) throws StorageException;
    }

    /** Those that are there more than once happen more often. */
    private List<Act> acts() {
        return List.of(
            this::append, this::append, this::append, this::append, this::append,
            this::appendInTransaction, this::appendInTransaction, this::endTransaction, this::endTransaction,
            CompactedPartition::commit, CompactedPartition::commit, this::commitPart,
            partition -> partition.log().roll(),
            partition -> world.flush(), partition -> world.flush(),
            partition -> world.cleanStep(), partition -> world.cleanStep(), partition -> world.cleanStep(), partition -> world.cleanStep(),
            partition -> world.cleanStep(), partition -> world.cleanStep(), partition -> world.clean(),
            this::read, this::read, this::read, this::read,
            partition -> partition.startOver(reader(), world.nowMs()),
            partition -> pass(), partition -> pass(),
            this::truncate, this::moveLogStart,
            partition -> partition.log().deleteOldSegments(world.nowMs()),
            partition -> partition.log().deleteExpiredFiles(world.nowMs()),
            partition -> world.stopDiskAfter(random.nextInt(MOST_CALLS)),
            partition -> failSoon(),
            partition -> end());
    }

    /** If the disk fails, process or machine go down, and the next process opens the log again. */
    private void act() throws StorageException {
        try {
            if (world.isUp()) {
                acts.get(random.nextInt(acts.size())).on(world.only());
                world.observe();
            } else {
                world.setSegmentBytes(SEGMENT_BYTES.get(random.nextInt(SEGMENT_BYTES.size())));
                if (random.nextInt(4) == 0) {
                    world.stopDiskAfter(random.nextInt(MOST_CALLS));
                }
                world.start();
            }
        } catch (StorageException e) {
            goDown(e.getMessage().contains("cannot sync"));
        }
    }

    /** When a sync has failed nobody knows what the page cache holds: here the machine goes down with its disk. */
    private void goDown(boolean hasSyncFailed) throws StorageException {
        if (hasSyncFailed || random.nextBoolean()) {
            world.losePower(PowerLoss.random(random));
        } else {
            world.crash();
        }
    }

    private void end() throws StorageException {
        goDown(false);
    }

    private void failSoon() {
        DiskFault[] faults = DiskFault.values();
        world.failNext(faults[random.nextInt(faults.length)], random);
    }

    private String reader() {
        return random.nextBoolean() ? "fast" : "slow";
    }

    private void read(CompactedPartition partition) throws StorageException {
        if (random.nextInt(3) == 0) {
            partition.readToEnd("fast", world.nowMs());
        } else {
            partition.read(reader(), world.nowMs());
        }
    }

    private void pass() {
        if (!world.isCleaning()) {
            world.pass(1 + random.nextInt(800));
        }
    }

    private String[] records() {
        String[] records = new String[random.nextInt(3) + 1];
        for (int i = 0; i < records.length; i++) {
            values++;
            String key = "k" + random.nextInt(5);
            records[i] = random.nextInt(4) == 0 ? key : key + "=v" + values;
        }
        return records;
    }

    private void append(CompactedPartition partition) throws StorageException {
        partition.append(world.nowMs(), records());
    }

    private void appendInTransaction(CompactedPartition partition) throws StorageException {
        partition.appendInTransaction(world.nowMs(), 1 + random.nextInt(PRODUCERS), records());
    }

    private void endTransaction(CompactedPartition partition) throws StorageException {
        int producer = 1 + random.nextInt(PRODUCERS);
        if (ongoing(partition).contains(CompactedFiles.producer(producer))) {
            partition.endTransaction(world.nowMs(), producer, random.nextInt(3) > 0);
        }
    }

    /** Producers with a transaction that has not ended. */
    private static Set<Object> ongoing(CompactedPartition partition) {
        Set<Object> ongoing = new HashSet<>();
        partition.tracer().state().served().values().forEach(batches -> batches.forEach(batch -> {
            if (batch.get("kind").equals("transactional")) {
                ongoing.add(batch.get("producer"));
            } else if (batch.get("kind").equals("marker") && !((List<?>) batch.get("records")).isEmpty()) {
                ongoing.remove(batch.get("producer"));
            }
        }));
        return ongoing;
    }

    private void commitPart(CompactedPartition partition) throws StorageException {
        PartitionLog log = partition.log();
        log.advanceHighWatermark(between(log.highWatermark(), log.logEndOffset()));
    }

    private long between(long from, long to) {
        return from + random.nextInt((int) (to - from) + 1);
    }

    /** To where a batch begins that is not committed, as a follower does. */
    private void truncate(CompactedPartition partition) throws StorageException {
        List<Long> ends = partition.tracer().state().served().values().stream().flatMap(List::stream).map(batch -> baseOffset(batch))
                .filter(offset -> offset >= partition.log().highWatermark()).toList();
        if (!ends.isEmpty()) {
            world.directory().truncateTo(new TopicPartition("prices", 0), ends.get(random.nextInt(ends.size())));
        }
    }

    private void moveLogStart(CompactedPartition partition) throws StorageException {
        PartitionLog log = partition.log();
        if (log.highWatermark() > log.logStartOffset() && random.nextInt(3) == 0) {
            log.advanceLogStartOffset(between(log.logStartOffset(), log.highWatermark()));
            world.directory().checkpointLogStartOffsets();
        }
    }
}
