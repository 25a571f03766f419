package dev.tidemark.simulation.compaction;

import dev.tidemark.simulation.ShortLife;
import dev.tidemark.storage.disk.StorageException;
import java.util.List;

/** What can be done to a compacted log that a power loss may find half done. */
public final class CompactionLives {
    private CompactionLives() { }

    public static List<ShortLife> all() {
        return List.of(
                new CompactionLife("clean twice", List.of(stage -> stage.append("apple=1", "pear=1"), stage -> stage.append("apple=2", "plum=1"),
                        stage -> stage.append("plum", "fig=1"), stage -> stage.append("apple=3"), CompactionStage::compact, CompactionLives::read,
                        stage -> stage.world().pass(100), stage -> stage.append("pear=2", "apple=4"), stage -> stage.append("fig=2"),
                        CompactionStage::compact, CompactionLives::read, stage -> stage.append("apple=5"))),
                new CompactionLife("clean one segment into three", List.of(stage -> stage.append("apple=1", "pear=1"), stage -> stage.append("plum=1", "apple=2"),
                        stage -> stage.append("fig=1"), CompactionStage::settle, CompactionLives::crash, stage -> stage.world().setSegmentBytes(150),
                        CompactionLives::start, stage -> stage.world().clean(), CompactionLives::read)),
                new CompactionLife("clean and begin again", List.of(stage -> stage.append("apple=1", "pear=1"), stage -> stage.append("apple=2"),
                        CompactionStage::settle, stage -> stage.world().cleanStep(), CompactionLives::crash, CompactionLives::start, CompactionStage::compact,
                        stage -> stage.append("pear=2"), CompactionStage::settle, CompactionLives::crash, CompactionLives::start)));
    }

    private static void read(CompactionStage stage) throws StorageException {
        stage.log().readToEnd("slow", stage.world().nowMs());
    }

    private static void crash(CompactionStage stage) throws StorageException {
        stage.world().crash();
    }

    private static void start(CompactionStage stage) throws StorageException {
        stage.world().start();
    }
}
