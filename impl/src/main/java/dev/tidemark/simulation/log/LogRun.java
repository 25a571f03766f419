package dev.tidemark.simulation.log;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** A log whose owner does as the seed says, and whose process, disk and power fail as it says. */
public final class LogRun {
    /** A few records a segment. */
    private static final LogConfig CONFIG = LogConfig.of(Map.of("segment.bytes", "300", "file.delete.delay.ms", "1000"));

    private final Random random;
    private final LogWorld world;
    private final NavigableSet<Long> batchBaseOffsets = new TreeSet<>();
    private int records;

    private LogRun(long seed, Path data, TraceSink sink) {
        this.random = new Random(seed);
        this.world = new LogWorld(CONFIG, LogDirectoryConfig.DEFAULT, data, sink);
    }

    /** The header of a run's trace. */
    public static TraceHeader header(String command, long seed) {
        return LogWorld.header(command, seed);
    }

    /** Runs until so many steps are told of. */
    public static void run(long seed, long steps, Path data, TraceSink sink) throws StorageException {
        LogRun run = new LogRun(seed, data, sink);
        run.world.start();
        while (run.world.steps() < steps) {
            run.world.letTimePass(run.random.nextInt(1000));
            run.act();
        }
    }

    /** Something that the owner of a log does, or that happens to it. */
    private interface Act {
        void on(PartitionLog log) throws StorageException;
    }

    /** Those that are there more than once happen more often. */
    private final List<Act> acts = List.of(
            this::append, this::append, this::append, this::append,
            PartitionLog::flush,
            PartitionLog::roll,
            log -> log.advanceHighWatermark(between(log.highWatermark(), log.logEndOffset())),
            log -> log.advanceLogStartOffset(between(log.logStartOffset(), log.highWatermark())),
            log -> log.deleteOldSegments(now()),
            this::truncate,
            log -> checkpoint(),
            log -> tick(),
            log -> failSoon(),
            log -> end(),
            log -> restart());

    /** If the disk fails, the process ends, and the next one opens the log again. */
    private void act() throws StorageException {
        try {
            if (world.isUp()) {
                acts.get(random.nextInt(acts.size())).on(world.log());
                world.observe();
            } else {
                world.start();
            }
        } catch (StorageException e) {
            world.crash();
        }
    }

    private long now() {
        return world.nowMs();
    }

    private void tick() throws StorageException {
        world.directory().tick(world.nowMs());
    }

    private void append(PartitionLog log) throws StorageException {
        batchBaseOffsets.tailSet(log.logEndOffset()).clear();
        batchBaseOffsets.add(log.logEndOffset());
        String[] batch = new String[random.nextInt(3) + 1];
        for (int i = 0; i < batch.length; i++) {
            records++;
            batch[i] = "r" + records;
        }
        world.append(batch);
    }

    /** To where a batch begins, as a follower does: its leader's epochs begin there too. */
    private void truncate(PartitionLog log) throws StorageException {
        List<Long> ends = batchBaseOffsets.stream().filter(offset -> offset >= log.logStartOffset() && offset < log.logEndOffset()).toList();
        if (!ends.isEmpty()) {
            world.directory().truncateTo(LogWorld.PARTITION, ends.get(random.nextInt(ends.size())));
        }
    }

    private long between(long from, long to) {
        return from + random.nextInt((int) (to - from) + 1);
    }

    private void checkpoint() throws StorageException {
        int which = random.nextInt(3);
        if (which == 0) {
            world.directory().checkpointRecoveryPoints();
        } else if (which == 1) {
            world.directory().checkpointLogStartOffsets();
        } else {
            world.directory().checkpointHighWatermarks();
        }
    }

    private void failSoon() {
        DiskFault[] faults = DiskFault.values();
        world.failNext(faults[random.nextInt(faults.length)], random);
    }

    private void end() throws StorageException {
        if (random.nextBoolean()) {
            world.crash();
        } else {
            world.losePower(PowerLoss.random(random));
        }
        world.start();
    }

    private void restart() throws StorageException {
        world.shutDown();
        world.start();
    }
}
