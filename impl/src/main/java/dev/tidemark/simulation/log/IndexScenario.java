package dev.tidemark.simulation.log;

import dev.tidemark.simulation.Scenario;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.traces.StorageVocabulary;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** What can be seen of the indexes of a segment. */
record IndexScenario(String name, String summary, LogConfig config, IndexStory story) implements Scenario {

    /** What is done to a log, and what is expected to be found. */
    interface IndexStory {
        void play(Stage stage) throws IOException;
    }

    @Override
    public String concept() {
        return "E3";
    }

    @Override
    public String area() {
        return StorageVocabulary.AREA;
    }

    @Override
    public void play(long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        String command = "tidemark simulate --scenario " + name + " --seed " + seed;
        try (TraceWriter writer = new TraceWriter(trace, IndexWorld.header(command, seed, config), Vocabulary.standard())) {
            story.play(new Stage(new IndexWorld(config, data, writer), narrator));
        }
    }

    /** A log for a story. */
    record Stage(IndexWorld world, Consumer<String> narrator) {
        void tell(String what) {
            narrator.accept(what);
        }

        void expectOffset(long offset, long baseOffset) throws IOException {
            expect("offset " + offset + " is in the batch at " + baseOffset, Optional.of(baseOffset), world.lookUpOffset(offset));
        }

        void expectTimestamp(long timestampMs, long offset) throws IOException {
            expect("the first record as young as " + timestampMs + " is at " + offset, Optional.of(offset), world.lookUpTimestamp(timestampMs));
        }

        void expectNothingAsYoungAs(long timestampMs) throws IOException {
            expect("nothing is as young as " + timestampMs, Optional.empty(), world.lookUpTimestamp(timestampMs));
        }

        void expectEntries(int offsets, int times) throws IOException {
            expect("there are " + offsets + " offset entries in the file", offsets, world.entries(IndexFile.OFFSETS));
            expect("there are " + times + " time entries in the file", times, world.entries(IndexFile.TIMES));
        }

        void expect(String what, Object expected, Object found) {
            if (!expected.equals(found)) {
                throw new IllegalStateException("expected that " + what + ", found " + found);
            }
        }
    }
}
