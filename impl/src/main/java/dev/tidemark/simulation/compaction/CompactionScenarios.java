package dev.tidemark.simulation.compaction;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.compaction.CompactionScenario.Story;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.Map;

/** What can be seen of a log that is compacted. */
public final class CompactionScenarios {
    private static final String SMALL = "150";

    private CompactionScenarios() { }

    public static List<Scenario> all() {
        return List.of(
                of("compaction", "E6", "the newest value of each key survives, at its offset; the active segment is left alone", Map.of(),
                        CompactionScenarios::newestValues),
                of("tombstone", "E6", "a deletion stays for delete.retention.ms: a reader who comes in time still learns of it", Map.of(),
                        CompactionScenarios::tombstone),
                of("compacted-transactions", "E6, F4", "aborted records go at once, a marker when nothing of its transaction is left, and later than that", Map.of(),
                        TransactionStories::transactions),
                of("last-stable-offset", "E6", "what is undecided is not cleaned, nor anything behind it", Map.of(), TransactionStories::lastStableOffset),
                new CompactionScenario("aborted-behind-the-map", "E6, E7", "the map is full in front of a transaction in the same segment: what was aborted goes all the same, its marker stays",
                        CompactionSettings.of(Map.of()).withMapCapacity(1), TransactionStories::abortedBehindTheMap),
                of("key-of-a-marker", "E6", "a record has the key of a marker, byte for byte: it supersedes none", Map.of(), TransactionStories::keyOfAMarker),
                of("transaction-across-groups", "E6", "a transaction and its marker lie in segments that are rewritten one after the other: the marker stays",
                        Map.of("segment.bytes", "100"), TransactionStories::acrossGroups),
                of("open-below-the-log-start", "E6", "a transaction is open that began below the log start: after a restart, too, it is not cleaned before it ends",
                        Map.of(), TransactionStories::openBelowLogStart),
                of("held-at-the-log-start", "E6", "retention has taken a transaction that is open: readers wait for its end, or for a restart that knows nothing of it any more",
                        Map.of(), TransactionStories::heldAtTheLogStart),
                of("marker-of-a-stranger", "E6", "retention has taken all of a producer but a marker: its batch stays when it has gone itself", Map.of(),
                        TransactionStories::markerOfAStranger),
                of("swap-undone", "E6", "the process dies before the new segment has its name: nothing has happened", Map.of(), CompactionScenarios::swapUndone),
                of("swap-finished", "E6", "the power fails while old segments go: the next start brings the swap to its end", Map.of(),
                        CompactionScenarios::swapFinished),
                of("split-by-the-cleaner", "E6", "segment.bytes is less than before: what remains of a segment becomes several, all of them or none", Map.of(),
                        CompactionScenarios::split),
                of("only-what-is-flushed", "E6", "what is not flushed does not supersede what is: the power takes it, and the old value is there", Map.of(),
                        CompactionScenarios::onlyFlushed),
                new CompactionScenario("full-offset-map", "E7", "the map of keys is full: the round ends there, and the next goes on",
                        CompactionSettings.of(Map.of()).withMapCapacity(3), CompactionScenarios::fullMap),
                of("compaction-lag", "E7", "not before min.compaction.lag.ms, however dirty; after max.compaction.lag.ms, however clean",
                        Map.of("min.compaction.lag.ms", "500", "max.compaction.lag.ms", "5000", "min.cleanable.dirty.ratio", "0.6"), CompactionScenarios::lag),
                of("compact-and-delete", "E5, E6", "cleanup.policy=compact,delete: old segments go as a whole, and what is left is compacted",
                        Map.of("cleanup.policy", "compact,delete", "retention.ms", "10000", "delete.retention.ms", "60000", "segment.bytes", SMALL), CompactionScenarios::compactAndDelete),
                new CompactionScenario("two-partitions", "E8", "a key that was written to two partitions keeps a value in each",
                        CompactionSettings.of(Map.of()).withPartitions(2), CompactionScenarios::perPartition),
                new CompactionScenario("reading-while-cleaning", "E6", "readers go on while the cleaner works under them, and miss nothing",
                        CompactionSettings.of(Map.of("segment.bytes", SMALL)).withReaders("fast", "slow").withIoBufferBytes(100), CompactionScenarios::readers));
    }

    private static Scenario of(String name, String concept, String summary, Map<String, String> settings, Story story) {
        return new CompactionScenario(name, concept, summary, CompactionSettings.of(settings), story);
    }

    private static void newestValues(CompactionStage stage) throws StorageException {
        stage.append("apple=1", "pear=1");
        stage.append("apple=2");
        stage.append("plum=1", "pear=2");
        stage.settle();
        stage.append("apple=3");
        stage.log().commit();
        stage.world().clean();
        stage.tell("the head is cleaned up to " + stage.cleanedOffset());
        stage.expect("the checkpoint is where the active segment begins", 5L, stage.cleanedOffset());
        stage.expectOffsets(2L, 3L, 4L, 5L);
        stage.expectValues(Map.of("apple", "3", "pear", "2", "plum", "1"));
        stage.tell("apple=2 at 2 is superseded by 5, which is in the active segment: it stays until that is cleaned");
        stage.compact();
        stage.expectOffsets(3L, 4L, 5L);
        stage.expect("offsets go on", 6L, stage.log().log().logEndOffset());
        stage.expect("there is nothing more to do", false, stage.world().clean());
    }

    private static void tombstone(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        stage.append("apple=1");
        log.commit();
        log.readToEnd("slow", stage.world().nowMs());
        stage.expect("the reader knows the apple", Map.of("apple", "1"), log.reader("slow").values());
        stage.append("apple");
        stage.append("pear=1");
        stage.compact();
        stage.expectOffsets(1L, 2L);
        stage.tell("apple is gone, its tombstone is not");
        stage.world().pass(900);
        log.readToEnd("slow", stage.world().nowMs());
        stage.expect("the reader has learnt of the deletion", Map.of("pear", "1"), log.reader("slow").values());
        stage.append("plum=1");
        stage.compact();
        stage.expectOffsets(1L, 2L, 3L);
        stage.world().pass(200);
        stage.append("fig=1");
        stage.compact();
        stage.expectOffsets(2L, 3L, 4L);
        stage.tell("delete.retention.ms has passed: the tombstone is gone, too");
        stage.expectValues(Map.of("pear", "1", "plum", "1", "fig", "1"));
        log.readToEnd("slow", stage.world().nowMs());
    }

    private static void swapUndone(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1", "pear=1");
        stage.append("apple=2");
        stage.settle();
        stage.cleanUntilTheDiskStops(5);
        world.crash();
        world.start();
        stage.expectOffsets(0L, 1L, 2L);
        stage.tell("the process has died with a .cleaned file: it is removed, and nothing has changed");
        world.clean();
        stage.expectOffsets(1L, 2L);
        stage.expectValues(Map.of("apple", "2", "pear", "1"));
    }

    private static void swapFinished(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1", "pear=1");
        stage.log().log().roll();
        stage.append("apple=2");
        stage.settle();
        stage.cleanUntilTheDiskStops(15);
        world.losePower(keepingAll());
        world.start();
        stage.expectOffsets(1L, 2L);
        stage.tell("of two old segments one had its name no more, the new one not yet: the next start has finished the swap");
        stage.expectValues(Map.of("apple", "2", "pear", "1"));
        world.clean();
        stage.expectOffsets(1L, 2L);
    }

    private static void split(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1", "pear=1");
        stage.append("plum=1", "apple=2");
        stage.append("fig=1");
        stage.settle();
        stage.log().read("slow", world.nowMs());
        world.crash();
        world.setSegmentBytes(Integer.parseInt(SMALL));
        world.start();
        stage.cleanUntilTheDiskStops(25);
        world.losePower(keepingAll());
        world.start();
        stage.expectOffsets(0L, 1L, 2L, 3L, 4L);
        stage.tell("the last of three new segments was .swap, the others still .cleaned: all of it is undone");
        world.clean();
        stage.expectSegments(0L, 2L, 4L, 5L);
        stage.expectOffsets(1L, 2L, 3L, 4L);
        stage.tell("one segment has become three, each as large as segment.bytes allows");
        stage.expectValues(Map.of("apple", "2", "pear", "1", "plum", "1", "fig", "1"));
        stage.log().readToEnd("slow", world.nowMs());
        stage.expect("a reader in the middle of it has missed nothing", stage.log().newestValues(), stage.log().reader("slow").values());
    }

    /** What the disk had done stays done. */
    private static PowerLoss keepingAll() {
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return false;
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return unsynced;
            }

            @Override
            public boolean leavesZeros(String path) {
                return false;
            }
        };
    }

    private static void onlyFlushed(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1");
        stage.settle();
        stage.append("apple=2");
        stage.log().commit();
        stage.log().log().roll();
        world.observe();
        world.clean();
        stage.expectOffsets(0L, 1L);
        stage.tell("apple=2 is in a segment that is closed and committed, but not flushed: apple=1 stays");
        world.losePower(losingAll());
        world.start();
        stage.expectValues(Map.of("apple", "1"));
        stage.append("pear=1");
        stage.compact();
        stage.expectValues(Map.of("apple", "1", "pear", "1"));
    }

    /** Of what was not synced nothing is left, but names are. */
    private static PowerLoss losingAll() {
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return false;
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return 0;
            }

            @Override
            public boolean leavesZeros(String path) {
                return false;
            }
        };
    }

    private static void fullMap(CompactionStage stage) throws StorageException {
        stage.append("apple=1", "pear=1");
        stage.append("apple=2", "plum=1");
        stage.append("plum=2", "fig=1");
        stage.settle();
        stage.cleanOneRound();
        stage.expect("three keys were known", 4L, stage.cleanedOffset());
        stage.expectOffsets(1L, 2L, 3L, 4L, 5L);
        stage.tell("three keys found room: the round ended there, between two plums");
        stage.world().clean();
        stage.expectOffsets(1L, 2L, 4L, 5L);
        stage.expectValues(Map.of("apple", "2", "pear", "1", "plum", "2", "fig", "1"));
    }

    private static void lag(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1");
        stage.append("apple=2");
        stage.settle();
        stage.expect("nothing is cleaned", false, world.clean());
        stage.tell("all of it is dirty, but younger than min.compaction.lag.ms");
        world.pass(4_000);
        stage.expect("something is cleaned", true, world.clean());
        stage.tell("it is old enough");
        stage.expectOffsets(1L);
        stage.append("apple=3");
        stage.settle();
        world.pass(4_000);
        stage.expect("nothing is cleaned", false, world.clean());
        stage.tell("old enough, but only half of it is dirty, and the ratio asks for more");
        world.pass(1_001);
        stage.expect("something is cleaned", true, world.clean());
        stage.tell("max.compaction.lag.ms is over");
        stage.expectOffsets(2L);
    }

    private static void compactAndDelete(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        CompactedPartition log = stage.log();
        stage.append("apple=1");
        stage.append("pear=1");
        stage.compact();
        world.pass(8_000);
        stage.append("apple=2");
        stage.append("plum=1");
        stage.compact();
        log.readToEnd("slow", world.nowMs());
        world.pass(4_000);
        log.log().deleteOldSegments(world.nowMs());
        world.observe();
        stage.expect("the log starts where the segment ended that is too old", 2L, log.log().logStartOffset());
        stage.expectValues(Map.of("apple", "2", "plum", "1"));
        stage.tell("the pear is gone, though it was the newest: it was older than retention.ms");
        stage.append("plum=2");
        stage.compact();
        stage.expectOffsets(2L, 4L);
        log.readToEnd("slow", world.nowMs());
    }

    private static void perPartition(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        world.partition(0).append(0, "apple=1");
        world.partition(1).append(0, "apple=2");
        world.partition(0).append(0, "pear=1");
        stage.compact();
        stage.expect("the first partition has its apple", Map.of("apple", "1", "pear", "1"), world.partition(0).newestValues());
        stage.expect("the second has another", Map.of("apple", "2"), world.partition(1).newestValues());
        stage.tell("the same key in two partitions: two values");
        world.partition(1).append(0, "apple=3");
        stage.compact();
        stage.expect("the first is as it was", Map.of("apple", "1", "pear", "1"), world.partition(0).newestValues());
        stage.expect("the second has the newer one", Map.of("apple", "3"), world.partition(1).newestValues());
    }

    private static void readers(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        CompactedPartition log = stage.log();
        for (int i = 1; i <= 3; i++) {
            stage.append("apple=" + i, "pear=" + i);
        }
        stage.settle();
        log.read("slow", world.nowMs());
        for (boolean cleans = true; cleans;) {
            cleans = world.cleanStep();
            log.read("fast", world.nowMs());
            stage.append("plum=" + world.steps());
            log.commit();
        }
        stage.tell("the round is over; one reader was there all the time, the other is still at the beginning");
        log.readToEnd("slow", world.nowMs());
        log.readToEnd("fast", world.nowMs());
        stage.expect("both know the same", log.reader("fast").values(), log.reader("slow").values());
        stage.expect("and what somebody learns who comes now", log.newestValues(), log.reader("slow").values());
    }
}
