package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.SpecEngine;
import dev.tidemark.spec.replay.SpecEngineFactory;
import dev.tidemark.spec.replay.SpecFolder;

/** The service that {@code IsolatedLoader} looks for. */
public final class TlcEngineFactory implements SpecEngineFactory {
    @Override
    public SpecEngine load(SpecFolder folder) {
        return new TlcEngine(new SpecTool(folder));
    }
}
