package dev.tidemark.refinement;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Records the corpus again. Not a test by its name: {@link Corpus#COMMAND} runs it. */
final class RecordCorpus {
    @Test
    void recordEverything() throws IOException {
        for (Map.Entry<Path, Show> entry : Corpus.shows().entrySet()) {
            Files.createDirectories(entry.getKey().getParent());
            Files.write(entry.getKey(), Corpus.record(entry.getValue()));
        }
    }
}
