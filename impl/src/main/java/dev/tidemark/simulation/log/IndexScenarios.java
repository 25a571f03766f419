package dev.tidemark.simulation.log;

import dev.tidemark.simulation.PowerLoss;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.log.IndexScenario.IndexStory;
import dev.tidemark.simulation.log.IndexScenario.Stage;
import dev.tidemark.storage.LogConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** What can be seen of the indexes of a segment. */
public final class IndexScenarios {
    /** A batch of one record has about 70 bytes: every third is indexed. */
    private static final String TWO_BATCHES = "150";

    private IndexScenarios() { }

    public static List<Scenario> all() {
        return List.of(
                of("sparse-index", "an offset or a time is found through the last entry in front of it, whatever order the times are in",
                        IndexScenarios::sparse),
                of("index-rebuilt-when-missing", "one index is gone, or the other, or both: whoever opens the log reads it and makes both anew",
                        IndexScenarios::missing),
                of("index-of-zeros", "power fails while the indexes are flushed, and leaves zeros: they are not believed, and written anew",
                        IndexScenarios::zeros),
                of("index-emptied-by-who-died", "a process empties an index and dies before that is on the platter: the next one sees to it first",
                        IndexScenarios::emptied),
                of("truncation-cuts-the-index", "entries of what is cut go with it, and what comes instead is found",
                        IndexScenarios::truncation),
                of("index-is-finished", "when a segment is rolled or closed its youngest record goes to the time index",
                        IndexScenarios::finished));
    }

    private static Scenario of(String name, String summary, IndexStory story) {
        return new IndexScenario(name, summary, LogConfig.of(Map.of("index.interval.bytes", TWO_BATCHES)), story);
    }

    /** Ten batches of one record each; the time goes back and forth. */
    private static IndexWorld tenBatches(Stage stage) throws IOException {
        IndexWorld world = stage.world();
        world.start();
        for (long timestampMs : new long[] {10, 40, 30, 20, 60, 50, 55, 80, 70, 75}) {
            world.append(timestampMs, "M");
        }
        return world;
    }

    private static void lookUpEverything(Stage stage) throws IOException {
        lookUpTen(stage);
        stage.expectNothingAsYoungAs(81);
    }

    private static void lookUpTen(Stage stage) throws IOException {
        for (long offset = 0; offset < 10; offset++) {
            stage.expectOffset(offset, offset);
        }
        stage.expectTimestamp(0, 0);
        stage.expectTimestamp(11, 1);
        stage.expectTimestamp(41, 4);
        stage.expectTimestamp(60, 4);
        stage.expectTimestamp(61, 7);
    }

    private static void sparse(Stage stage) throws IOException {
        IndexWorld world = tenBatches(stage);
        stage.expectEntries(0, 0);
        lookUpEverything(stage);
        stage.tell("ten batches, and all are found; the entries are in memory");
        world.log().flush();
        stage.expectEntries(3, 3);
        stage.tell("flushed: three entries for ten batches");
        world.crash();
        world.start();
        lookUpEverything(stage);
    }

    private static void missing(Stage stage) throws IOException {
        IndexWorld world = tenBatches(stage);
        world.log().flush();
        world.directory().checkpointRecoveryPoints();
        for (List<IndexFile> gone : List.of(List.of(IndexFile.OFFSETS), List.of(IndexFile.TIMES), List.of(IndexFile.OFFSETS, IndexFile.TIMES))) {
            world.crash();
            for (IndexFile file : gone) {
                world.remove(file);
            }
            world.start();
            stage.expectEntries(3, 3);
            stage.expectTimestamp(61, 7);
            stage.expectOffset(8, 8);
            stage.tell(gone + " gone and all made anew, though the log is not read for any other reason below the recovery point");
        }
        world.losePower(nothingLeft(false));
        world.start();
        lookUpEverything(stage);
        world.shutDown();
        world.remove(IndexFile.TIMES);
        world.start();
        lookUpEverything(stage);
        stage.tell("the time index alone is gone after a shutdown in peace: times are found all the same");
    }

    private static void zeros(Stage stage) throws IOException {
        IndexWorld world = tenBatches(stage);
        world.log().flush();
        world.directory().checkpointRecoveryPoints();
        for (IndexFile file : List.of(IndexFile.TIMES, IndexFile.OFFSETS)) {
            for (int i = 0; i < 6; i++) {
                world.append(90 + i, "M");
            }
            stage.expect("the flush writes to " + file, true, world.flushUntilWritten(file));
            world.losePower(nothingLeft(true));
            stage.tell("the power has failed before the sync of " + file + ": what it was to get is zeros");
            world.start();
            lookUpTen(stage);
            stage.expectTimestamp(81, 10);
            stage.expectTimestamp(95, 15);
            world.truncateTo(10);
        }
    }

    private static void emptied(Stage stage) throws IOException {
        IndexWorld world = tenBatches(stage);
        world.shutDown();
        world.remove(IndexFile.TIMES);
        world.start();
        world.append(90, "M");
        stage.expect("the flush empties the offset index", true, world.flushUntilWritten(IndexFile.OFFSETS));
        world.crash();
        stage.tell("the time index is gone, so the offset index was emptied, to be written anew; the process has died before it synced that");
        world.start();
        stage.expectEntries(3, 4);
        world.losePower(nothingLeft(false));
        world.start();
        lookUpTen(stage);
        stage.tell("the power has failed: no old entry came back beside the new ones");
    }

    private static void truncation(Stage stage) throws IOException {
        IndexWorld world = tenBatches(stage);
        world.log().flush();
        stage.expectEntries(3, 3);
        world.truncateTo(5);
        stage.tell("cut at 5: of three entries in each file one is left");
        stage.expectNothingAsYoungAs(61);
        world.append(5, "N", "N", "N", "N");
        world.append(65, "N");
        world.log().flush();
        stage.expectOffset(7, 5);
        stage.expectTimestamp(61, 9);
        stage.expectEntries(2, 2);
        world.losePower(nothingLeft(false));
        world.start();
        stage.expectOffset(7, 5);
        stage.expectTimestamp(61, 9);
    }

    private static void finished(Stage stage) throws IOException {
        IndexWorld world = stage.world();
        world.start();
        world.append(10, "M");
        world.append(20, "M");
        world.roll();
        world.append(30, "M");
        world.log().flush();
        stage.tell("two batches, none of which is indexed; but how young they are is known");
        stage.expectTimestamp(15, 1);
        stage.expectTimestamp(25, 2);
        world.shutDown();
        world.start();
        stage.expectEntries(0, 1);
        stage.expectTimestamp(15, 1);
    }

    /** Of what was not synced nothing is left, or zeros: no file that was created, and no byte. */
    private static PowerLoss nothingLeft(boolean zeros) {
        return new PowerLoss() {
            @Override
            public boolean undoes() {
                return true;
            }

            @Override
            public long bytesKept(String path, long unsynced) {
                return 0;
            }

            @Override
            public boolean leavesZeros(String path) {
                return zeros;
            }
        };
    }
}
