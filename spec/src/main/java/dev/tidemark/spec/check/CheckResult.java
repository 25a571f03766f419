package dev.tidemark.spec.check;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of the check of a model.
 *
 * @param model   the model
 * @param finding what TLC found
 * @param counts  the states that it counted
 * @param elapsed how long it took
 */
public record CheckResult(Model model, Finding finding, Progress counts, Duration elapsed) {

    /** Whether the manifest expects this, counts included. */
    public boolean isAsExpected() {
        return disagreement().isEmpty();
    }

    /** What was found and what was expected, in one line; empty if it is the same. */
    public Optional<String> disagreement() {
        String expected = model.expectation().text();
        if (!finding.text().equals(expected)) {
            return Optional.of(model.name() + ": found " + finding.text() + ", expected " + expected);
        }
        if (model.expectation() instanceof Expectation.Holds holds) {
            return holds.distinctStates().isPresent() ? difference("distinct states", counts.distinct(), holds.distinctStates().getAsLong()) : Optional.empty();
        }
        if (model.expectation() instanceof Expectation.Violates violates && finding instanceof Finding.Violates found
                && violates.counterexampleLength().isPresent()) {
            return difference("states in the counterexample", found.counterexample().states().size(), violates.counterexampleLength().getAsInt());
        }
        return Optional.empty();
    }

    private Optional<String> difference(String what, long found, long expected) {
        return found == expected ? Optional.empty()
                : Optional.of(String.format(Locale.ROOT, "%s: found %,d %s, expected %,d", model.name(), found, what, expected));
    }
}
