package dev.tidemark.simulation.log;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.storage.Segment;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.record.LogEntry;
import java.util.List;
import java.util.function.Consumer;

/** A log for a story, whose teller says what he expects. */
final class LogStage {
    private final LogWorld world;
    private final Consumer<String> narrator;

    LogStage(LogWorld world, Consumer<String> narrator) {
        this.world = world;
        this.narrator = narrator;
    }

    LogWorld world() {
        return world;
    }

    void tell(String what) {
        narrator.accept(world.nowMs() + " ms: " + what);
    }

    /** All that a reader finds, from the log start on. */
    void expectRecords(String... records) throws StorageException {
        expect("the log holds " + List.of(records), List.of(records), records());
    }

    private List<String> records() throws StorageException {
        return world.log().reader().records(world.log().logStartOffset()).stream().map(LogStage::text).toList();
    }

    private static String text(LogEntry entry) {
        return entry.record().valueText().orElse("");
    }

    void expectSegments(Long... baseOffsets) {
        expect("there are segments " + List.of(baseOffsets), List.of(baseOffsets), world.log().segments().stream().map(Segment::baseOffset).toList());
    }

    void expect(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("at " + world.nowMs() + " ms: expected that " + what + ", found " + found);
        }
    }

    /** Something that the disk makes impossible. */
    interface Attempt {
        void run() throws StorageException;
    }

    void expectRefused(String because, Attempt attempt) {
        try {
            attempt.run();
        } catch (StorageException e) {
            if (!e.getMessage().contains(because)) {
                throw new IllegalStateException("expected a refusal because of \"" + because + "\", found: " + e.getMessage(), e);
            }
            tell("refused: " + e.getMessage());
            return;
        }
        throw new IllegalStateException("expected a refusal because of \"" + because + "\", found none");
    }

    /** The power fails, and of what was not synced nothing is left but so many bytes of the segment; name changes stay. */
    static PowerLoss leavingBytes(long bytes) {
        return leaving(bytes, false);
    }

    /** The same, with zeros where the rest of the segment was to be: it has its new size. */
    static PowerLoss leavingZerosBehind(long bytes) {
        return leaving(bytes, true);
    }

    private static PowerLoss leaving(long bytes, boolean zeros) {
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return false;
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return path.endsWith(".log") ? Math.min(bytes, unsynced) : 0;
            }

            @Override
            public boolean leavesZeros(String path) {
                return zeros && path.endsWith(".log");
            }
        };
    }
}
