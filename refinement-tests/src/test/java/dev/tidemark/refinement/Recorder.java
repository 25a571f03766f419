package dev.tidemark.refinement;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Whoever can make a run and record its trace. */
public interface Recorder {
    /**
     * @param data an empty directory for the nodes' files
     * @throws IllegalStateException if the cluster does not do what the story expects; the trace has what happened until then
     */
    void record(Show show, Path data, OutputStream trace) throws IOException;
}
