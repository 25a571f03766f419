package dev.tidemark.spec.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.traces.Parameter;
import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.Vocabulary;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vocabulary in Java spells every name as the specs do, and leaves none out. */
class VocabularyMatchesSpecsTest {
    static Stream<String> specs() {
        return Vocabulary.standard().names().stream();
    }

    @ParameterizedTest
    @MethodSource("specs")
    void namesAreEqual(String name) throws Exception {
        SpecVocabulary words = Vocabulary.standard().spec(name).orElseThrow();
        ParsedSpec spec = ParsedSpec.of(ParsedSpec.folder().resolve(words.area()).resolve(name + ".tla"));

        assertThat(words.variables().keySet()).as("variables of " + name).containsExactlyInAnyOrderElementsOf(spec.variables());
        assertThat(words.constants().keySet()).as("constants of " + name).containsExactlyInAnyOrderElementsOf(spec.constants());
        assertThat(words.actions().values().stream().collect(Collectors.toMap(action -> action.name(), action -> action.parameters().stream().map(Parameter::name).toList())))
                .as("actions of " + name + ", with their parameters in order").isEqualTo(Map.copyOf(spec.actions()));
        assertThat(spec.actions().keySet()).as("silent actions of " + name).containsAll(words.silentActions());
    }
}
