package dev.tidemark.traces;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words that the specs and the code share: the only place where the names of specs, actions, variables and
 * constants are spelled in Java. Each area keeps its own ({@link ReplicationVocabulary}); a test holds them equal to
 * the specs, and another to the methods of the core.
 */
public final class Vocabulary {
    private final Map<String, SpecVocabulary> specs = new LinkedHashMap<>();

    private Vocabulary(List<SpecVocabulary> specs) {
        specs.forEach(spec -> this.specs.put(spec.name(), spec));
    }

    /** Every area's words. */
    public static Vocabulary standard() {
        List<SpecVocabulary> all = new ArrayList<>();
        all.addAll(ReplicationVocabulary.specs());
        all.addAll(StorageVocabulary.specs());
        all.addAll(CompactionVocabulary.specs());
        all.addAll(ProducersVocabulary.specs());
        all.addAll(DeliveryVocabulary.specs());
        return new Vocabulary(all);
    }

    /** The words of these specs only. */
    public static Vocabulary of(SpecVocabulary... specs) {
        return new Vocabulary(List.of(specs));
    }

    public Optional<SpecVocabulary> spec(String name) {
        return Optional.ofNullable(specs.get(name));
    }

    public Set<String> names() {
        return specs.keySet();
    }

    /** The words of a spec that is known to exist: its name has passed a reader. */
    SpecVocabulary require(String name) {
        return spec(name).orElseThrow(() -> new ShapeMismatch(name, "one of the specs " + names()));
    }
}
