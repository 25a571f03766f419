package dev.tidemark.simulation.compaction;

import dev.tidemark.simulation.Scenario;
import dev.tidemark.traces.CompactionVocabulary;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What can be seen of a log that is compacted. */
record CompactionScenario(String name, String concept, String summary, CompactionSettings settings, Story story) implements Scenario {

    /** What is done to logs, and what they are expected to do. */
    interface Story {
        void play(CompactionStage stage) throws IOException;
    }

    @Override
    public String area() {
        return CompactionVocabulary.AREA;
    }

    @Override
    public void play(long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        String command = "tidemark simulate --scenario " + name + " --seed " + seed;
        try (TraceWriter writer = new TraceWriter(trace, CompactionWorld.header(command, seed, settings), Vocabulary.standard())) {
            CompactionWorld world = new CompactionWorld(settings, data, writer);
            world.create();
            story.play(new CompactionStage(world, narrator));
        }
    }
}
