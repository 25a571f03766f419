package dev.tidemark.spec.tlc;

import dev.tidemark.spec.replay.Rejection;
import dev.tidemark.traces.TraceEvent;
import java.util.List;
import java.util.Optional;

final class Diagnosis {
    Diagnosis(SpecTool spec, ChangeApplier applier) {
    }
    Rejection of(Optional<TraceEvent> last, LoggedStep step, Candidates before, Failures failures) {
        return new Rejection(Rejection.Kind.NOT_ENABLED, last, Optional.of(step.event()), failures.broken() + " " + failures.unfit() + failures.uncomputable(), List.of());
    }
    Rejection ofInitialState(Failures failures) {
        return new Rejection(Rejection.Kind.NOT_ENABLED, Optional.empty(), Optional.empty(), failures.broken() + " " + failures.unfit() + failures.uncomputable(), List.of());
    }
}
