package dev.tidemark.spec.tlc;

import java.util.Optional;
import tlc2.tool.EvalException;
import tlc2.tool.FingerprintException;
import tlc2.tool.TLCState;
import util.Assert;

/** Why states that came up at an event were dropped: the first of each kind is kept for the report. */
final class Failures {
    private Optional<Broken> broken = Optional.empty();
    private Optional<Unfit> unfit = Optional.empty();
    private Optional<Uncomputable> uncomputable = Optional.empty();

    /** A step of the spec that breaks a promise. */
    record Broken(Promise promise, TLCState before, TLCState after) { }

    /** A logged change that does not fit the old value. */
    record Unfit(String message) { }

    /** TLC gave up on an expression. */
    record Uncomputable(String message) { }

    /** What TLC throws when it cannot evaluate something; any other exception is a mistake of ours, and passed on. */
    static Uncomputable uncomputable(RuntimeException e) {
        if (e instanceof EvalException || e instanceof FingerprintException || e instanceof Assert.TLCRuntimeException) {
            return new Uncomputable(String.valueOf(e.getMessage()).strip());
        }
        throw e;
    }

    void add(Broken failure) {
        broken = broken.or(() -> Optional.of(failure));
    }

    void add(Unfit failure) {
        unfit = unfit.or(() -> Optional.of(failure));
    }

    void add(Uncomputable failure) {
        uncomputable = uncomputable.or(() -> Optional.of(failure));
    }

    Optional<Broken> broken() {
        return broken;
    }

    Optional<Unfit> unfit() {
        return unfit;
    }

    Optional<Uncomputable> uncomputable() {
        return uncomputable;
    }
}
