package dev.tidemark.simulation.log;

import dev.tidemark.simulation.ShortLife;
import dev.tidemark.storage.PartitionLog;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/** What can be done to a log that a power loss may find half done. */
public final class LogLives {
    private static final long A_MINUTE_MS = 60_000;

    private LogLives() { }

    public static List<ShortLife> all() {
        return List.of(
                new LogLife("append, roll, flush", List.of(world -> world.append("r0", "r1"), world -> world.append("r2"), world -> world.log().flush(),
                        world -> world.append("r3", "r4"), LogLives::checkpoint, world -> world.append("r5"), world -> world.log().roll(),
                        world -> world.append("r6"), LogLives::checkpoint, world -> world.append("r7"))),
                new LogLife("truncate", List.of(world -> world.append("r0", "r1"), world -> world.append("r2", "r3"), world -> world.append("r4", "r5"),
                        world -> world.append("r6", "r7"), world -> world.log().flush(), LogLives::checkpoint, world -> truncateTo(world, 2),
                        world -> world.append("s2", "s3", "s4"), world -> world.log().flush(), world -> world.append("s5"), world -> truncateTo(world, 5))),
                new LogLife("retain", List.of(world -> world.append("r0", "r1", "r2"), world -> world.append("r3", "r4", "r5"),
                        world -> world.append("r6", "r7", "r8"), world -> world.append("r9"), world -> world.log().flush(), LogLives::commitAll,
                        LogLives::checkpoint, world -> world.log().advanceLogStartOffset(4), LogLives::checkpoint,
                        world -> world.log().deleteOldSegments(world.nowMs()), world -> world.append("r10", "r11"), LogLives::checkpoint,
                        world -> world.pass(A_MINUTE_MS))),
                new LogLife("delete records that are not flushed", List.of(world -> world.append("r0", "r1"), LogLives::commitAll,
                        world -> world.log().advanceLogStartOffset(2), LogLives::checkpoint, world -> world.append("r2"), world -> world.log().roll(),
                        world -> world.append("r3"))),
                new LogLife("shut down and begin again", List.of(world -> world.append("r0", "r1"), world -> world.log().roll(), world -> world.append("r2"),
                        LogWorld::shutDown, LogWorld::start, world -> world.append("r3"), world -> world.log().roll(), world -> world.append("r4"))),
                new LogLife("recover", List.of(world -> world.append("r0", "r1"), world -> world.log().flush(), LogLives::checkpoint,
                        world -> world.append("r2"), world -> world.append("r3"), world -> world.log().roll(), world -> world.append("r4"), LogWorld::crash,
                        LogWorld::start, world -> world.append("r5"), world -> world.losePower(LogStage.leavingBytes(30)), LogWorld::start,
                        world -> world.append("s5"))));
    }

    private static void checkpoint(LogWorld world) throws StorageException {
        world.directory().checkpointRecoveryPoints();
        world.directory().checkpointHighWatermarks();
        world.directory().checkpointLogStartOffsets();
    }

    private static void commitAll(LogWorld world) {
        PartitionLog log = world.log();
        log.advanceHighWatermark(log.logEndOffset());
    }

    private static void truncateTo(LogWorld world, long offset) throws StorageException {
        world.directory().truncateTo(LogWorld.PARTITION, offset);
    }
}
