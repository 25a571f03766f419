package dev.tidemark.simulation.compaction;

import dev.tidemark.simulation.CrashingDisk;
import dev.tidemark.simulation.MemoryDisk;
import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.ShortLife;
import dev.tidemark.simulation.SimulatedDisk;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;

/** A short life of one compacted log, told as steps of {@code Compaction}; after a power loss it is recovered, cleaned again and read. */
record CompactionLife(String name, List<Step> steps) implements ShortLife {
    private static final CompactionSettings SETTINGS = CompactionSettings.of(Map.of("segment.bytes", "240", "index.interval.bytes", "60",
            "delete.retention.ms", "10"));

    CompactionLife {
        steps = List.copyOf(steps);
    }

    /** Something that is done to the log. */
    interface Step {
        void take(CompactionStage stage) throws StorageException;
    }

    @Override
    public boolean live(long systemCalls, End end, PowerLoss loss, OutputStream trace) throws IOException {
        String command = name + ", " + systemCalls + " system calls";
        try (TraceWriter writer = new TraceWriter(trace, CompactionWorld.header(command, 0, SETTINGS), Vocabulary.standard())) {
            CompactionWorld world = new CompactionWorld(SETTINGS, new SimulatedDisk(new MemoryDisk()), writer);
            CompactionStage stage = new CompactionStage(world, told -> { });
            world.create();
            world.crashing().crashAfter(systemCalls);
            boolean isCutShort = isCutShort(stage);
            world.crashing().crashAfter(Long.MAX_VALUE);
            if (end == End.PROCESS_DEATH_FIRST) {
                world.crash();
                startAndClean(stage, "between=1");
            }
            world.losePower(loss);
            startAndClean(stage, "late=1");
            stage.log().readToEnd("slow", world.nowMs());
            return isCutShort;
        }
    }

    private static void startAndClean(CompactionStage stage, String record) throws StorageException {
        stage.world().start();
        stage.append(record);
        stage.compact();
    }

    /** What the cleaner makes of it is a failure like any other, of which nobody is told any more. */
    private boolean isCutShort(CompactionStage stage) throws StorageException {
        try {
            for (Step step : steps) {
                step.take(stage);
                stage.world().observe();
            }
            return false;
        } catch (CrashingDisk.Crash e) {
            return true;
        } catch (StorageException e) {
            if (stage.world().crashing().hasCrashed()) {
                return true;
            }
            throw e;
        }
    }
}
