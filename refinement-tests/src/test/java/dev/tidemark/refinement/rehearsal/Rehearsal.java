package dev.tidemark.refinement.rehearsal;

import dev.tidemark.refinement.Recorder;
import dev.tidemark.refinement.Show;
import dev.tidemark.simulation.Scenario;
import dev.tidemark.simulation.scenario.Scenarios;
import dev.tidemark.simulation.scenario.Workloads;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Makes runs of the implementation that it was loaded with. */
public final class Rehearsal implements Recorder {
    @Override
    public void record(Show show, Path data, OutputStream trace) throws IOException {
        switch (show.kind()) {
            case SCENARIO -> play(Scenarios.named(show.name()).orElseThrow(), show, data, trace);
            case STORY -> play(Stories.named(show.name()), show, data, trace);
            case LIFE -> throw new IllegalArgumentException(show + ": a life is cut short in many ways, see RehearsedPowerCuts");
            case WORKLOAD -> Workloads.named(show.name()).orElseThrow().under("everything", show.seed(), show.steps()).make(data, trace);
        }
    }

    private static void play(Scenario scenario, Show show, Path data, OutputStream trace) throws IOException {
        scenario.play(show.seed(), data, trace, told -> { });
    }
}
