package dev.tidemark.cli;

import dev.tidemark.spec.replay.Slice;
import dev.tidemark.spec.replay.TlcArbiter;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;

/** TLC as a process for each slice, in a temporary folder; closing ends those that still run. */
final class Arbiter implements AutoCloseable {
    private final TemporaryFolder folder;
    private final TlcArbiter tlc;

    Arbiter() throws IOException {
        this.folder = TemporaryFolder.create();
        this.tlc = new TlcArbiter(Vocabulary.standard(), folder.path());
    }

    Verdict judge(Slice slice) throws IOException, InterruptedException {
        return tlc.judge(slice).verdict();
    }

    @Override
    public void close() throws IOException {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
        folder.close();
    }
}
