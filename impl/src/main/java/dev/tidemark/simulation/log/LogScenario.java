package dev.tidemark.simulation.log;

import dev.tidemark.simulation.Scenario;
import dev.tidemark.storage.LogConfig;
import dev.tidemark.storage.LogDirectoryConfig;
import dev.tidemark.traces.StorageVocabulary;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/** What can be seen of one log on one disk. */
record LogScenario(String name, String concept, String summary, LogConfig config, LogDirectoryConfig directoryConfig, LogStory story) implements Scenario {

    /** What is done to a log, and what it is expected to do. */
    interface LogStory {
        void play(LogStage stage) throws IOException;
    }

    @Override
    public String area() {
        return StorageVocabulary.AREA;
    }

    @Override
    public void play(long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        String command = "tidemark simulate --scenario " + name + " --seed " + seed;
        try (TraceWriter writer = new TraceWriter(trace, LogWorld.header(command, seed), Vocabulary.standard())) {
            story.play(new LogStage(new LogWorld(config, directoryConfig, data, writer), narrator));
        }
    }
}
