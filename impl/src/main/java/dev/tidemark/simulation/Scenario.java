package dev.tidemark.simulation;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.function.Consumer;

/** A phenomenon that can be seen. */
public interface Scenario {
    /** As on the command line and of the recorded trace. */
    String name();

    /** Its rows in the README's table. */
    String concept();

    /** One line. */
    String summary();

    /** The folder of the specs that judge it. */
    String area();

    /**
     * Plays it.
     *
     * @param data     an empty directory for its files
     * @param trace    gets the trace
     * @param narrator is told in plain words what happens
     * @throws IllegalStateException if what happens is not what the story expects
     */
    void play(long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException;
}
