package dev.tidemark.simulation.compaction;

import dev.tidemark.storage.Segment;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Compacted logs for a story, whose teller says what he expects. */
final class CompactionStage {
    private final CompactionWorld world;
    private final Consumer<String> narrator;

    CompactionStage(CompactionWorld world, Consumer<String> narrator) {
        this.world = world;
        this.narrator = narrator;
    }

    CompactionWorld world() {
        return world;
    }

    CompactedPartition log() {
        return world.only();
    }

    void tell(String what) {
        narrator.accept(world.nowMs() + " ms: " + what);
    }

    void append(String... records) throws StorageException {
        log().append(world.nowMs(), records);
    }

    /** Everything is committed, flushed and in segments that are not active. */
    void settle() throws StorageException {
        for (int i = 0; i < world.directory().logs().size(); i++) {
            world.partition(i).commit();
            world.partition(i).log().roll();
        }
        world.flush();
    }

    /** The log starts at an offset from now on, and the segments below it go. */
    void deleteBelow(long offset) throws StorageException {
        log().log().advanceLogStartOffset(offset);
        world.directory().checkpointLogStartOffsets();
        log().log().deleteOldSegments(world.nowMs());
    }

    /** The process dies, and the next opens the log. */
    void restart() throws StorageException {
        world.crash();
        world.start();
    }

    /** Settles and cleans. */
    void compact() throws StorageException {
        settle();
        world.clean();
    }

    /** Cleans until the cleaner's checkpoint moves. */
    void cleanOneRound() throws StorageException {
        long before = cleanedOffset();
        for (int step = 0; step < CompactionWorld.MOST_STEPS && cleanedOffset() == before; step++) {
            world.cleanStep();
        }
    }

    /** The cleaner's checkpoint of the only log. */
    long cleanedOffset() {
        return world.directory().cleanedOffsets().get(world.directory().logs().keySet().iterator().next());
    }

    void expectOffsets(Long... offsets) throws StorageException {
        expect("there are records at " + List.of(offsets), List.of(offsets), log().offsets());
    }

    void expectValues(Map<String, String> values) throws StorageException {
        expect("whoever reads all learns " + values, values, log().newestValues());
    }

    void expectSegments(Long... baseOffsets) {
        expect("there are segments " + List.of(baseOffsets), List.of(baseOffsets), log().log().segments().stream().map(Segment::baseOffset).toList());
    }

    void expect(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("at " + world.nowMs() + " ms: expected that " + what + ": " + expected + ", found " + found);
        }
    }

    /** Cleans until the disk does not answer any more. */
    void cleanUntilTheDiskStops(long calls) {
        world.stopDiskAfter(calls);
        try {
            world.clean();
        } catch (StorageException e) {
            tell("in the middle of it: " + e.getMessage());
            return;
        }
        throw new IllegalStateException("expected that cleaning takes more than " + calls + " changes of the disk");
    }
}
