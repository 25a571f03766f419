package dev.tidemark.simulation.log;

import dev.tidemark.simulation.DiskFault;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.log.LogScenario.LogStory;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.storage.disk.StorageException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What can be seen of one log on one disk. */
public final class LogScenarios {
    /** A record of one batch has about this size: three of them fill a segment. */
    private static final String THREE_RECORDS = "230";

    private LogScenarios() { }

    public static List<Scenario> all() {
        return List.of(
                of("page-cache-survives-the-process", "B1, B3", "what was appended is readable at once, survives the process, and not the power", Map.of(),
                        LogScenarios::pageCache),
                of("flush-policies", "B2", "flushed by messages, by time, on roll and on shutdown: no power loss takes it then",
                        Map.of("segment.bytes", THREE_RECORDS, "flush.messages", "2", "flush.ms", "10000"), LogScenarios::flushPolicies),
                of("zero-copy", "B4", "a fetch sends the bytes of the file as they are, from the page cache, and before they are flushed",
                        Map.of("segment.bytes", THREE_RECORDS), LogScenarios::zeroCopy),
                of("torn-tail", "B3, E4", "power fails in the middle of a batch: recovery cuts it, and the log goes on", Map.of(), LogScenarios::tornTail),
                of("rolling", "E1, E2", "segments roll by size and by time, each named after its first offset",
                        Map.of("segment.bytes", THREE_RECORDS, "segment.ms", "60000"), LogScenarios::rolling),
                of("retention", "E5", "old segments go by time, by size and by deleteRecords, whole and oldest first; never the active one",
                        Map.of("segment.bytes", THREE_RECORDS, "retention.ms", "100000", "retention.bytes", "480", "file.delete.delay.ms", "1000"),
                        LogScenarios::retention),
                of("retention-ms-zero", "E5", "the recipe to empty a topic: retention.ms=0 deletes all of it, and offsets go on",
                        Map.of("retention.ms", "0", "file.delete.delay.ms", "1000"), LogScenarios::emptiedByRetention),
                of("truncation-survives-power-loss", "C9, E4", "a follower cuts its flushed log across segments; the power fails; nothing comes back",
                        Map.of("segment.bytes", THREE_RECORDS), LogScenarios::truncation),
                of("clean-shutdown", "E4", "after a shutdown in peace nothing is recovered; after the next crash the marker is not believed", Map.of(),
                        LogScenarios::cleanShutdown),
                of("damage-is-refused", "E4", "a flushed batch has rotted: the log is refused, and not cut silently",
                        Map.of("index.interval.bytes", "0"), LogScenarios::damage),
                of("failed-sync", "B2", "a sync fails: the directory is offline, nothing is tried again, and recovery finds what is left", Map.of(),
                        LogScenarios::failedSync),
                of("no-space", "B1", "the disk is full in the middle of an append: the directory is offline, the torn batch is cut", Map.of(),
                        LogScenarios::noSpace),
                of("lost-checkpoints", "C9, E4, E5", "checkpoints are written at different times: an old one costs work, and nothing else",
                        Map.of("segment.bytes", THREE_RECORDS), LogScenarios::checkpoints));
    }

    private static Scenario of(String name, String concept, String summary, Map<String, String> settings, LogStory story) {
        return new LogScenario(name, concept, summary, LogConfig.of(settings), new LogDirectoryConfig(10_000, 30_000, 60_000, 60_000, 5_000, 86_400_000), story);
    }

    private static void pageCache(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        stage.expectRecords("M1");
        stage.tell("M1 is in the page cache, and readable");
        world.crash();
        world.start();
        stage.expectRecords("M1");
        stage.tell("the process has ended and another one begun: M1 is there");
        world.append("M2");
        world.log().flush();
        world.append("M3");
        world.observe();
        world.losePower(LogStage.leavingBytes(0));
        world.start();
        stage.expectRecords("M1", "M2");
        stage.tell("the power has failed: M2 was flushed and is there, M3 was not and is gone");
    }

    private static void flushPolicies(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        stage.expect("nothing is flushed", 0L, world.log().recoveryPoint());
        world.append("M2");
        world.observe();
        stage.expect("two messages are flushed", 2L, world.log().recoveryPoint());
        world.append("M3");
        world.pass(10_000);
        stage.expect("ten seconds later the scheduler has flushed", 3L, world.log().recoveryPoint());
        world.append("M4");
        stage.expectSegments(0L, 3L);
        world.append("M5");
        world.observe();
        world.append("M6");
        world.append("M7");
        world.pass(1);
        stage.tell("up to " + world.log().recoveryPoint() + " of " + world.log().logEndOffset() + " is flushed");
        world.losePower(LogStage.leavingBytes(0));
        world.start();
        stage.expectRecords("M1", "M2", "M3", "M4", "M5", "M6", "M7");
        world.append("M8");
        world.shutDown();
        world.losePower(LogStage.leavingBytes(0));
        world.start();
        stage.expectRecords("M1", "M2", "M3", "M4", "M5", "M6", "M7", "M8");
        stage.tell("M8 was flushed on shutdown");
    }

    private static void zeroCopy(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        for (int i = 1; i <= 5; i++) {
            world.append("M" + i);
        }
        stage.expectSegments(0L, 3L);
        stage.expect("a fetch sends the first file", HexFormat.of().formatHex(world.bytes(0)), HexFormat.of().formatHex(world.fetch(0, 1_000)));
        stage.expect("a fetch sends the second file", HexFormat.of().formatHex(world.bytes(3)), HexFormat.of().formatHex(world.fetch(3, 1_000)));
        stage.tell("bytes sent are bytes on disk, and nothing is flushed");
        stage.expect("nothing is flushed", 0L, world.log().recoveryPoint());
        byte[] sent = world.fetch(1, 100);
        stage.expect("a fetch may end inside a batch", 100, sent.length);
        stage.tell("100 bytes from M2 on: M2, and a part of M3 that its receiver throws away");
        world.fetch(5, 1_000);
    }

    private static void tornTail(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        world.log().flush();
        world.append("M2");
        world.append("M3");
        world.losePower(LogStage.leavingBytes(100));
        stage.tell("the power has failed: M2 is whole, of M3 there is a part");
        world.start();
        stage.expectRecords("M1", "M2");
        world.append("M4");
        stage.expectRecords("M1", "M2", "M4");
        stage.expect("M4 took the offset of M3", 3L, world.log().logEndOffset());
        world.log().flush();
        world.append("M5");
        world.losePower(LogStage.leavingZerosBehind(65));
        stage.tell("it has failed again: of M5 there is the header, and zeros where its record was to be; only the CRC tells");
        world.start();
        stage.expectRecords("M1", "M2", "M4");
    }

    private static void rolling(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        for (int i = 1; i <= 4; i++) {
            world.append("M" + i);
        }
        stage.expectSegments(0L, 3L);
        stage.tell("three records fill a segment: M4 begins the next, which is named after its offset");
        world.letTimePass(60_001);
        world.append("M5");
        stage.expectSegments(0L, 3L, 4L);
        stage.tell("a minute after the first record of the segment its time is up too");
        world.pass(1);
        world.crash();
        world.start();
        stage.expectSegments(0L, 3L, 4L);
        stage.expectRecords("M1", "M2", "M3", "M4", "M5");
    }

    private static void retention(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        for (int i = 1; i <= 10; i++) {
            world.append("M" + i);
        }
        stage.expectSegments(0L, 3L, 6L, 9L);
        world.pass(30_000);
        stage.expectSegments(0L, 3L, 6L, 9L);
        stage.tell("nothing is committed: nothing may go");
        world.log().advanceHighWatermark(8);
        world.pass(30_000);
        stage.expectSegments(3L, 6L, 9L);
        stage.tell("without it there are still 480 bytes: the oldest segment goes");
        world.log().advanceLogStartOffset(7);
        world.observe();
        world.pass(30_000);
        stage.expectSegments(6L, 9L);
        stage.expectRecords("M8", "M9", "M10");
        stage.tell("deleteRecords below 7: whole segments below it go, the log begins at 7");
        world.log().advanceHighWatermark(10);
        world.append("M11");
        world.pass(30_000);
        world.crash();
        world.start();
        stage.expectSegments(9L);
        stage.expectRecords("M10", "M11");
        stage.tell("after 100 seconds the segment of M8 and M9 is too old");
    }

    private static void emptiedByRetention(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1", "M2", "M3");
        world.log().advanceHighWatermark(3);
        world.pass(30_000);
        stage.expectRecords();
        stage.expectSegments(3L);
        stage.tell("everything is older than 0 ms: the active segment was rolled, and the old one is gone");
        world.append("M4");
        stage.expectRecords("M4");
        world.shutDown();
        world.start();
        stage.expect("offsets go on", 4L, world.log().logEndOffset());
    }

    private static void truncation(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        for (int i = 1; i <= 8; i++) {
            world.append("M" + i);
        }
        world.log().flush();
        world.observe();
        world.directory().checkpointRecoveryPoints();
        stage.expectSegments(0L, 3L, 6L);
        world.directory().truncateTo(LogWorld.PARTITION, 4);
        stage.expectRecords("M1", "M2", "M3", "M4");
        stage.tell("cut at 4: two segments were changed, and the checkpoint of the recovery point before them");
        world.append("N5");
        world.losePower(LogStage.leavingBytes(0));
        world.start();
        stage.expectRecords("M1", "M2", "M3", "M4");
        stage.tell("N5 was not flushed; M5 to M8 do not come back");
    }

    private static void cleanShutdown(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        world.append("M2");
        world.shutDown();
        stage.tell("flushed, checkpointed, and a marker says so");
        world.start();
        stage.expect("the marker was found", true, world.directory().cleanShutdown().isPresent());
        stage.expectRecords("M1", "M2");
        world.append("M3");
        world.losePower(LogStage.leavingBytes(10));
        world.start();
        stage.expect("the marker is gone", false, world.directory().cleanShutdown().isPresent());
        stage.expectRecords("M1", "M2");
    }

    private static void damage(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        world.append("M2");
        world.append("M3");
        world.log().flush();
        world.observe();
        world.directory().checkpointRecoveryPoints();
        world.crash();
        world.flipBit(0, 3);
        stage.tell("a bit of M3 has flipped, which was flushed");
        stage.expectRefused("flushed records are damaged", world::start);
    }

    private static void failedSync(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        world.log().flush();
        world.append("M2");
        world.observe();
        world.failNext(DiskFault.FAILED_SYNC, new Random(1));
        stage.expectRefused("cannot sync", () -> world.log().flush());
        stage.expectRefused("offline", () -> world.log().flush());
        stage.expectRefused("offline", () -> world.append("M3"));
        world.crash();
        world.start();
        stage.expect("M1 is there", true, world.log().logEndOffset() >= 1);
        stage.tell("of M2, whose sync failed, " + (world.log().logEndOffset() == 2 ? "all" : "nothing") + " is left");
    }

    private static void noSpace(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        world.append("M1");
        world.failNext(DiskFault.NO_SPACE, new Random(1));
        stage.expectRefused("no space left", () -> world.append("M2"));
        stage.expectRefused("offline", () -> world.append("M3"));
        world.crash();
        world.start();
        stage.expectRecords("M1");
        world.append("M4");
        stage.expectRecords("M1", "M4");
    }

    private static void checkpoints(LogStage stage) throws StorageException {
        LogWorld world = stage.world();
        world.start();
        for (int i = 1; i <= 7; i++) {
            world.append("M" + i);
        }
        world.log().advanceHighWatermark(5);
        world.directory().checkpointHighWatermarks();
        world.log().flush();
        world.observe();
        world.log().advanceHighWatermark(7);
        world.log().advanceLogStartOffset(3);
        world.log().deleteOldSegments(world.nowMs());
        world.observe();
        stage.expectSegments(3L, 6L);
        stage.tell("the log starts at 3, its high watermark is 7, everything is flushed; on disk are 0, 5 and 0");
        world.crash();
        world.start();
        stage.expect("the high watermark is the old one", 5L, world.log().highWatermark());
        stage.expect("the log starts with its first segment", 3L, world.log().logStartOffset());
        stage.expectRecords("M4", "M5", "M6", "M7");
    }
}
