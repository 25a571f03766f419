package dev.tidemark.simulation.compaction;

import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.EndTransactionMarker;
import java.util.List;
import java.util.Map;

/** What becomes of transactions in a log that is compacted. */
final class TransactionStories {
    private TransactionStories() { }

    static void transactions(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        long now = stage.world().nowMs();
        log.appendInTransaction(now, 1, "apple=1");
        log.endTransaction(now, 1, false);
        log.appendInTransaction(now, 1, "pear=1");
        log.commit();
        log.readToEnd("slow", now);
        log.endTransaction(now, 1, true);
        stage.append("plum=1");
        stage.compact();
        stage.expectOffsets(1L, 2L, 3L, 4L);
        stage.tell("the aborted apple is gone, its marker is not: somebody may hold it and wait");
        log.readToEnd("slow", now);
        stage.expect("the reader knows what became of the pear", Map.of("pear", "1", "plum", "1"), log.reader("slow").values());
        stage.append("pear=2");
        stage.compact();
        stage.expectOffsets(1L, 3L, 4L, 5L);
        stage.tell("the committed pear is superseded; its batch stays without records, for the sequence number of its producer");
        stage.world().pass(1_000);
        log.readToEnd("slow", stage.world().nowMs());
        stage.append("fig=1");
        stage.compact();
        stage.expectOffsets(3L, 4L, 5L, 6L);
        stage.tell("the horizon of the abort marker is over: it is gone");
        stage.expectValues(Map.of("pear", "2", "plum", "1", "fig", "1"));
    }

    static void lastStableOffset(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        long now = stage.world().nowMs();
        stage.append("apple=1");
        stage.append("apple=2");
        stage.settle();
        log.appendInTransaction(now, 1, "apple=3");
        stage.append("apple=4");
        stage.settle();
        stage.world().clean();
        stage.expectOffsets(1L, 2L, 3L);
        stage.tell("apple=2 stays: apple=3 may be aborted, and apple=4 lies behind it");
        log.endTransaction(now, 1, false);
        stage.compact();
        stage.expectOffsets(3L, 4L);
        stage.expectValues(Map.of("apple", "4"));
        log.readToEnd("slow", now);
    }

    static void openBelowLogStart(CompactionStage stage) throws StorageException {
        CompactionWorld world = stage.world();
        stage.append("apple=1");
        stage.log().appendInTransaction(world.nowMs(), 1, "apple=2");
        stage.append("apple=3");
        stage.settle();
        stage.log().log().advanceLogStartOffset(3);
        world.directory().checkpointLogStartOffsets();
        world.crash();
        world.start();
        stage.expect("nothing is cleaned", false, world.clean());
        stage.tell("nothing of the transaction is left for readers, but it is known: its segment is still there");
        stage.append("pear=1");
        stage.log().endTransaction(world.nowMs(), 1, false);
        stage.compact();
        stage.expect("the checkpoint is where the active segment begins", 5L, stage.cleanedOffset());
        stage.tell("the transaction has ended, and all is cleaned");
        stage.log().readToEnd("slow", world.nowMs());
        stage.expect("a reader knows what is above the log start", Map.of("pear", "1"), stage.log().reader("slow").values());
    }

    static void heldAtTheLogStart(CompactionStage stage) throws StorageException {
        stage.log().appendInTransaction(stage.world().nowMs(), 1, "apple=1");
        stage.settle();
        stage.append("pear=1");
        stage.settle();
        stage.deleteBelow(1);
        stage.expectSegments(1L, 2L);
        expectToBeRead(stage, Map.of());
        stage.tell("of the transaction nothing is left; but it is open, and who reads what is committed waits at the log start");
        stage.restart();
        expectToBeRead(stage, Map.of());
        stage.tell("a snapshot has told the next process");
        stage.append("plum=1");
        stage.log().commit();
        stage.world().flush();
        stage.deleteBelow(2);
        stage.expectSegments(2L);
        expectToBeRead(stage, Map.of());
        stage.restart();
        expectToBeRead(stage, Map.of("plum", "1"));
        stage.tell("nothing has told this one, neither batch nor snapshot: it has forgotten, and readers go on");
    }

    private static void expectToBeRead(CompactionStage stage, Map<String, String> values) throws StorageException {
        stage.log().readToEnd("slow", stage.world().nowMs());
        stage.expect("a reader has learnt " + values, values, stage.log().reader("slow").values());
    }

    static void markerOfAStranger(CompactionStage stage) throws StorageException {
        stage.log().appendInTransaction(stage.world().nowMs(), 1, "apple=1");
        stage.settle();
        stage.log().endTransaction(stage.world().nowMs(), 1, true);
        stage.append("pear=1");
        stage.log().commit();
        stage.world().flush();
        stage.deleteBelow(1);
        stage.restart();
        stage.tell("a marker is all that tells of the producer, and of its epoch");
        stage.compact();
        stage.expectOffsets(1L, 2L);
        stage.world().pass(1_000);
        stage.append("plum=1");
        stage.compact();
        stage.expectOffsets(2L, 3L);
        stage.expect("the batch of the marker is there", List.of(1L, 2L, 3L), stage.log().batchOffsets());
        stage.tell("the horizon of the marker is over; its batch stays, without it");
    }

    /** KAFKA-13727: there the aborted record stayed in the first round, and its marker went in a later one. */
    static void abortedBehindTheMap(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        stage.append("apple=1", "pear=1", "apple=2");
        log.appendInTransaction(stage.world().nowMs(), 1, "fig=1");
        log.endTransaction(stage.world().nowMs(), 1, false);
        stage.settle();
        log.appendInTransaction(stage.world().nowMs(), 1, "plum=1");
        stage.cleanOneRound();
        stage.expect("there was room for the apple", 1L, stage.cleanedOffset());
        stage.expectOffsets(0L, 1L, 2L, 4L, 5L);
        stage.tell("the map was full in front of the pear; the fig, far behind, is gone, since it was aborted");
        stage.cleanOneRound();
        stage.expect("there was room for the pear", 2L, stage.cleanedOffset());
        stage.expectOffsets(0L, 1L, 2L, 4L, 5L);
        stage.tell("the marker of the fig has no horizon yet: it gets one in the round that comes so far");
    }

    /** KAFKA-14055: there the record superseded the marker, and the transaction was open again. */
    static void keyOfAMarker(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        String key = EndTransactionMarker.commit(0).toRecord().keyText().orElseThrow();
        log.appendInTransaction(stage.world().nowMs(), 1, "apple=1");
        log.endTransaction(stage.world().nowMs(), 1, true);
        stage.append(key + "=1");
        stage.compact();
        stage.expectOffsets(0L, 1L, 2L);
        stage.tell("a record has the key of a commit marker, byte for byte, and is newer; the marker is still there");
        stage.expectValues(Map.of("apple", "1", key, "1"));
    }

    /** KAFKA-8351: there what was known of the transaction was forgotten between the groups, and its marker went. */
    static void acrossGroups(CompactionStage stage) throws StorageException {
        CompactedPartition log = stage.log();
        log.appendInTransaction(stage.world().nowMs(), 1, "apple=1");
        log.endTransaction(stage.world().nowMs(), 1, true);
        stage.compact();
        stage.expectSegments(0L, 1L, 2L);
        stage.expectOffsets(0L, 1L);
        stage.tell("two segments, rewritten one after the other: the apple is in one, its marker in the other, without a horizon");
    }
}
