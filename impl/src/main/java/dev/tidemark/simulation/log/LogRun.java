package dev.tidemark.simulation.log;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.Run;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

/** A log whose owner does as the seed says, and whose process, disk and power fail as it says. */
final class LogRun {
    /** A few records a segment. */
    private static final LogConfig CONFIG = LogConfig.of(Map.of("segment.bytes", "300", "file.delete.delay.ms", "1000"));
    /** So many acts, about, between two faults. */
    private static final int ACTS_A_FAULT = 7;
    private static final int FETCH_BYTES = 300;

    private final Run run;
    private final LogFaults faults;
    private final Random random;
    private final LogWorld world;
    private final NavigableSet<Long> batchBaseOffsets = new TreeSet<>();
    private int records;
    private boolean isDamaged;

    private LogRun(Run run, LogFaults faults, Path data, TraceSink sink) {
        this.run = run;
        this.faults = faults;
        this.random = new Random(run.seed());
        this.world = new LogWorld(CONFIG, LogDirectoryConfig.DEFAULT, data, sink);
    }

    /**
     * Runs until so many steps are told of; or, if flushed records are damaged, until the log is refused.
     *
     * @return how many steps were told of
     */
    static long run(Run run, LogFaults faults, Path data, TraceSink sink) throws StorageException {
        LogRun log = new LogRun(run, faults, data, sink);
        log.world.start();
        while (log.world.steps() < run.steps() && !log.world.isRefused()) {
            log.world.letTimePass(log.random.nextInt(1000));
            log.act();
        }
        return log.world.steps();
    }

    /** Something that the owner of a log does, or that happens to it. */
    private interface Act {
        void on(PartitionLog log) throws StorageException;
    }

    /** Those that are there more than once happen more often. */
    private final List<Act> acts = List.of(
            this::append, this::append, this::append, this::append,
            this::fetch,
            PartitionLog::flush,
            PartitionLog::roll,
            log -> log.advanceHighWatermark(between(log.highWatermark(), log.logEndOffset())),
            log -> log.advanceLogStartOffset(between(log.logStartOffset(), log.highWatermark())),
            log -> log.deleteOldSegments(now()),
            this::truncate,
            log -> checkpoint(),
            log -> tick(),
            log -> restart());

    /** If the disk fails, the process ends, and the next one opens the log again. */
    private void act() throws StorageException {
        try {
            if (!world.isUp()) {
                world.start();
            } else if (!faults.faults().isEmpty() && random.nextInt(ACTS_A_FAULT) == 0) {
                happen(faults.faults().get(random.nextInt(faults.faults().size())));
            } else {
                acts.get(random.nextInt(acts.size())).on(world.log());
                world.observe();
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

    /** Until a batch is damaged: of one that is nobody could tell what was sent. */
    private void fetch(PartitionLog log) throws StorageException {
        if (!isDamaged) {
            world.fetch(between(log.logStartOffset(), log.logEndOffset()), random.nextInt(FETCH_BYTES));
        }
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

    private void happen(LogFaults.Fault fault) throws StorageException {
        switch (fault) {
            case CRASH -> {
                world.crash();
                world.start();
            }
            case LOSE_POWER -> {
                world.losePower(PowerLoss.random(random));
                world.start();
            }
            case FAIL_WRITE -> world.failNext(random.nextBoolean() ? DiskFault.NO_SPACE : DiskFault.FAILED_WRITE, random);
            case FAIL_SYNC -> world.failNext(DiskFault.FAILED_SYNC, random);
            case FLIP_BIT -> flipBit();
        }
    }

    /** Late in the run: sooner or later recovery comes across it, and refuses the log. */
    private void flipBit() throws StorageException {
        List<Segment> flushed = world.log().segments().stream().filter(segment -> segment.sizeInBytes() > 0 && segment.endOffset() <= world.log().recoveryPoint()).toList();
        if (world.steps() * 4 > run.steps() * 3 && !flushed.isEmpty()) {
            isDamaged = true;
            world.observe();
            world.flipBit(flushed.get(random.nextInt(flushed.size())).baseOffset(), random);
        }
    }

    private void restart() throws StorageException {
        world.shutDown();
        world.start();
    }
}
