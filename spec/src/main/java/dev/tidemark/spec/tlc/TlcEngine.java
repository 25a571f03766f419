package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.Judgement;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.spec.replay.SpecEngine;
import dev.tidemark.spec.replay.WalkPlan;
import dev.tidemark.traces.TraceEvent;
import java.util.ArrayList;
import java.util.List;

/** A spec loaded into TLC. */
final class TlcEngine implements SpecEngine {
    private final SpecTool spec;

    TlcEngine(SpecTool spec) {
        this.spec = spec;
    }

    @Override
    public List<Judgement> judge(List<Slice> slices, long budget) {
        Trial trial = new Trial(spec, budget);
        List<Judgement> judgements = new ArrayList<>();
        for (int i = 0; i < slices.size(); i++) {
            List<TraceEvent> events = slices.get(i).events();
            int sharedWithNext = i + 1 < slices.size() ? commonBeginning(events, slices.get(i + 1).events()) : 0;
            judgements.add(trial.judge(events, sharedWithNext));
        }
        return judgements;
    }

    private static int commonBeginning(List<TraceEvent> one, List<TraceEvent> other) {
        int common = 0;
        while (common < Math.min(one.size(), other.size()) && one.get(common).equals(other.get(common))) {
            common++;
        }
        return common;
    }

    @Override
    public List<TraceEvent> walk(WalkPlan plan) {
        return new RandomWalk(spec, plan).events();
    }
}
