package dev.tidemark.simulation.log;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceSink;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A log whose owner appends, cuts and looks things up as the seed says, and whose process, power and index files fail as it says. */
public final class IndexRun {
    /** A batch or two between entries; the log outgrows no segment. */
    private static final LogConfig CONFIG = LogConfig.of(Map.of("index.interval.bytes", "150"));
    private static final int LATEST_MS = 1_000;
    /** A judge looks at all batches with each step. */
    private static final int MOST_BATCHES = 16;

    private final Random random;
    private final IndexWorld world;
    private final NavigableSet<Long> batchBaseOffsets = new TreeSet<>();

    private IndexRun(long seed, Path data, TraceSink sink) {
        this.random = new Random(seed);
        this.world = new IndexWorld(CONFIG, data, sink);
    }

    /** The header of a run's trace. */
    public static TraceHeader header(String command, long seed) {
        return IndexWorld.header(command, seed, CONFIG);
    }

    /** Runs until so many steps are told of. */
    public static void run(long seed, long steps, Path data, TraceSink sink) throws StorageException {
        IndexRun run = new IndexRun(seed, data, sink);
        run.world.start();
        while (run.world.steps() < steps) {
            Act act = run.batchBaseOffsets.size() > MOST_BATCHES ? run::truncate : run.acts.get(run.random.nextInt(run.acts.size()));
            act.run();
        }
    }

    /** Something that the owner of a log does, or that happens to it. */
    private interface Act {
        void run() throws StorageException;
    }

    /** Those that are there more than once happen more often. */
    private final List<Act> acts = List.of(
            this::append, this::append, this::append, this::append, this::append, this::appendTogether,
            () -> world().lookUpOffset(random().nextInt((int) world().log().logEndOffset() + 1)),
            () -> world().lookUpTimestamp(random().nextInt(LATEST_MS + 100)),
            () -> world().log().flush(),
            () -> world().directory().checkpointRecoveryPoints(),
            this::flushCutShort,
            this::truncate,
            this::rollOrNot,
            this::end);

    private IndexWorld world() {
        return world;
    }

    private Random random() {
        return random;
    }

    private void append() throws StorageException {
        note(1);
        world.append(random.nextInt(LATEST_MS), Stream.generate(() -> "M").limit(random.nextInt(3) + 1).toArray(String[]::new));
    }

    private void appendTogether() throws StorageException {
        List<Long> timestamps = random.longs(random.nextInt(4) + 1, 0, LATEST_MS).boxed().toList();
        note(timestamps.size());
        world.appendTogether(timestamps);
    }

    /** Batches that begin at the log end, each with one record but the last. */
    private void note(int batches) {
        long endOffset = world.log().logEndOffset();
        batchBaseOffsets.tailSet(endOffset).clear();
        for (int i = 0; i < batches; i++) {
            batchBaseOffsets.add(endOffset + i);
        }
    }

    private void truncate() throws StorageException {
        batchBaseOffsets.tailSet(world.log().logEndOffset()).clear();
        if (!batchBaseOffsets.isEmpty()) {
            List<Long> ends = List.copyOf(batchBaseOffsets);
            long end = ends.get(random.nextInt(8) == 0 ? random.nextInt(ends.size()) : Math.max(0, ends.size() - 1 - random.nextInt(6)));
            world.truncateTo(end);
            batchBaseOffsets.tailSet(end).clear();
        }
    }

    /** The first segment is what this is about: it is left soon, and come back to by a truncation only. */
    private void rollOrNot() throws StorageException {
        if (random.nextInt(5) == 0) {
            world.roll();
        }
    }

    private void flushCutShort() throws StorageException {
        if (world.flushUntilWritten(random.nextBoolean() ? IndexFile.OFFSETS : IndexFile.TIMES)) {
            if (random.nextInt(4) == 0) {
                world.crash();
            } else {
                world.losePower(PowerLoss.random(random));
            }
            world.start();
        }
    }

    private void end() throws StorageException {
        int how = random.nextInt(4);
        if (how == 0) {
            world.crash();
        } else if (how == 1) {
            world.shutDown();
        } else {
            world.losePower(PowerLoss.random(random));
        }
        if (random.nextInt(4) == 0) {
            world.remove(random.nextBoolean() ? IndexFile.OFFSETS : IndexFile.TIMES);
        }
        world.start();
    }
}
