package dev.tidemark.simulation.log;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.ShortLife;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A short life of one log on one disk, told as steps of {@code SegmentedLog}. */
record LogLife(String name, List<Step> steps) implements ShortLife {
    private static final long NEVER = Long.MAX_VALUE;
    /** Nothing happens by itself. */
    private static final LogDirectoryConfig DIRECTORY = new LogDirectoryConfig(NEVER, NEVER, NEVER, NEVER, NEVER, NEVER);
    private static final LogConfig CONFIG = LogConfig.DEFAULT.with(LogConfig.SEGMENT_BYTES, 230).with(LogConfig.INDEX_INTERVAL_BYTES, 60)
            .with(LogConfig.RETENTION_BYTES, 300);

    LogLife {
        steps = List.copyOf(steps);
    }

    /** Something that is done to the log. */
    interface Step {
        void take(LogWorld world) throws StorageException;
    }

    @Override
    public boolean live(long systemCalls, End end, PowerLoss loss, OutputStream trace) throws IOException {
        try (TraceWriter writer = new TraceWriter(trace, LogWorld.header(name + ", " + systemCalls + " system calls", 0), Vocabulary.standard())) {
            LogWorld world = new LogWorld(CONFIG, DIRECTORY, new SimulatedDisk(new MemoryDisk()), writer);
            world.crashing().crashAfter(systemCalls);
            boolean isCutShort = isCutShort(world);
            world.crashing().crashAfter(NEVER);
            if (end == End.PROCESS_DEATH_FIRST) {
                world.crash();
                startAndAppend(world, "between");
            }
            world.losePower(loss);
            startAndAppend(world, "after");
            return isCutShort;
        }
    }

    private static void startAndAppend(LogWorld world, String record) throws StorageException {
        world.start();
        world.append(record);
        world.log().flush();
        world.observe();
    }

    private boolean isCutShort(LogWorld world) throws StorageException {
        try {
            world.start();
            for (Step step : steps) {
                step.take(world);
                world.observe();
            }
            return false;
        } catch (CrashingDisk.Crash e) {
            return true;
        }
    }
}
