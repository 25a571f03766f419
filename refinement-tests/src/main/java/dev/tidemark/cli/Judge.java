package dev.tidemark.cli;

import dev.tidemark.spec.replay.Replayer;
import dev.tidemark.spec.replay.ScopeReport;
import dev.tidemark.spec.replay.Slice;
import dev.tidemark.traces.TraceReader;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who judges a trace. Safe for several threads. */
interface Judge {
    List<Judged> judge(Path file) throws IOException, InterruptedException;

    /**
     * A verdict.
     *
     * @param report     what the engine says
     * @param ruling     what TLC says to it, if it was asked
     * @param isDisputed whether the two differ
     */
    record Judged(ScopeReport report, Optional<String> ruling, boolean isDisputed) {
        static Judged byEngine(ScopeReport report) {
            return new Judged(report, Optional.empty(), false);
        }

        private static Judged byBoth(ScopeReport report, Verdict ruling) {
            boolean isDisputed = report.judgement().verdict() != Verdict.INCONCLUSIVE && report.judgement().verdict() != ruling;
            return new Judged(report, Optional.of("TLC as a process of its own says " + ruling + (isDisputed ? ": the engine and TLC DISAGREE" : "")), isDisputed);
        }
    }

    /** The engine alone. */
    record Engine(Replayer replayer, long budget) implements Judge {
        @Override
        public List<Judged> judge(Path file) throws IOException {
            return replayer.replay(file, budget).stream().map(Judged::byEngine).toList();
        }
    }

    /** The engine, and TLC. */
    record EngineAndArbiter(Replayer replayer, long budget, Arbiter arbiter) implements Judge {
        @Override
        public List<Judged> judge(Path file) throws IOException, InterruptedException {
            List<ScopeReport> reports = replayer.replay(file, budget);
            List<Slice> slices = slices(file);
            List<Judged> judged = new ArrayList<>();
            for (int i = 0; i < reports.size(); i++) {
                judged.add(Judged.byBoth(reports.get(i), arbiter.judge(slices.get(i))));
            }
            return judged;
        }

        /** In the order of the engine's reports. */
        private static List<Slice> slices(Path file) throws IOException {
            try (TraceReader reader = TraceReader.open(file, Vocabulary.standard())) {
                return Slice.of(reader.header(), reader.rest());
            }
        }
    }
}
