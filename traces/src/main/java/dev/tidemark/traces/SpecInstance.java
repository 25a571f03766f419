package dev.tidemark.traces;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One instance of a spec in a trace.
 *
 * @param scope     the partition, group or transactional id
 * @param spec      the spec that the code claims to follow
 * @param constants the spec's constants by name
 * @param verdicts  the specs to judge it by, and what each is expected to say; a refuted protocol's trace is accepted
 *                  by its own spec and rejected by the sound one
 */
public record SpecInstance(String scope, String spec, Map<String, Object> constants, Map<String, Verdict> verdicts) {
    public SpecInstance {
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }

    /** An instance whose own spec is expected to accept it. */
    public static SpecInstance accepted(String scope, String spec, Map<String, Object> constants) {
        return new SpecInstance(scope, spec, constants, Map.of(spec, Verdict.ACCEPTED));
    }

    SpecInstance canonical(Vocabulary vocabulary) {
        return ShapeMismatch.within("instance " + scope, () -> {
            SpecVocabulary words = vocabulary.require(spec);
            if (verdicts.isEmpty()) {
                throw new ShapeMismatch(verdicts, "at least one spec to judge by");
            }
            verdicts.forEach((judge, verdict) -> {
                vocabulary.require(judge);
                if (verdict == Verdict.INCONCLUSIVE) {
                    throw new ShapeMismatch(verdict, "ACCEPTED or REJECTED");
                }
            });
            return new SpecInstance(scope, spec, canonicalConstants(words), verdicts);
        });
    }

    private Map<String, Object> canonicalConstants(SpecVocabulary words) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (ConstantSignature constant : words.constants().values()) {
            if (constant instanceof ConstantSignature.Given given) {
                Object value = constants.get(given.name());
                if (value == null) {
                    throw new ShapeMismatch(constants.keySet(), "the constant " + given.name() + " of " + spec);
                }
                result.put(given.name(), ShapeMismatch.within("constants." + given.name(), () -> given.shape().canonical(value)));
            }
        }
        if (result.size() != constants.size()) {
            throw new ShapeMismatch(constants.keySet(), "only the constants " + result.keySet() + " of " + spec);
        }
        return result;
    }
}
