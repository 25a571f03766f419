package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.Judgement;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.spec.replay.SpecEngine;
import dev.tidemark.spec.replay.WalkPlan;
import dev.tidemark.traces.TraceEvent;
import java.util.List;

/** A spec loaded into TLC. */
final class TlcEngine implements SpecEngine {
    private final SpecTool spec;

    TlcEngine(SpecTool spec) {
        this.spec = spec;
    }

    @Override
    public Judgement judge(Slice slice, long budget) {
        return new Trial(spec, budget).judge(slice.events());
    }

    @Override
    public List<TraceEvent> walk(WalkPlan plan) {
        return new RandomWalk(spec, plan).events();
    }
}
