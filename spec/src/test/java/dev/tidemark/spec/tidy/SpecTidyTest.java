package dev.tidemark.spec.tidy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.tidemark.traces.SpecVocabulary;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tla2sany.semantic.LevelConstants;
import tla2sany.semantic.OpArgNode;
import tla2sany.semantic.OpDefNode;
import tla2sany.semantic.SemanticNode;

/** The habits of the specs that the replay, or a reader, relies on. */
class SpecTidyTest {
    static Stream<Path> modules() throws IOException {
        return ParsedSpec.modules().stream();
    }

    @ParameterizedTest
    @MethodSource("modules")
    void nextOnlyChoosesAmongNamedActions(Path module) throws Exception {
        ParsedSpec spec = ParsedSpec.of(module);
        if (spec.hasNext()) {
            assertThatCode(spec::actions).doesNotThrowAnyException();
        }
    }

    @ParameterizedTest
    @MethodSource("modules")
    void noLambdaMentionsTheNextState(Path module) throws Exception {
        for (OpDefNode definition : ParsedSpec.of(module).ownDefinitions()) {
            assertThat(hasPrimedLambda(definition.getBody()))
                    .as("%s: TLC misses violations of WF and ENABLED where a LAMBDA has a prime", definition.getName()).isFalse();
        }
    }

    private static boolean hasPrimedLambda(SemanticNode node) {
        if (node instanceof OpArgNode argument && argument.getOp() instanceof OpDefNode lambda
                && lambda.getName().toString().equals("LAMBDA") && lambda.getBody().getLevel() >= LevelConstants.ActionLevel) {
            return true;
        }
        SemanticNode[] children = node == null ? null : node.getChildren();
        return children != null && Stream.of(children).anyMatch(SpecTidyTest::hasPrimedLambda);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aPropertyIsExplainedAboveIt(Path module) throws IOException {
        List<String> lines = Files.readAllLines(module);
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).matches("\\w+(Inv|Prop)\\s*==.*")) {
                assertThat(lines.get(i - 1)).as("%s:%d: the line above %s", module.getFileName(), i + 1, lines.get(i)).startsWith("\\*");
            }
        }
    }

    @Test
    void aSpecClaimsToRefineItsContractOrSaysThatItIsRefuted() throws IOException {
        for (String name : Vocabulary.standard().names()) {
            SpecVocabulary words = Vocabulary.standard().spec(name).orElseThrow();
            String text = Files.readString(ParsedSpec.folder().resolve(words.area()).resolve(name + ".tla"));
            assertThat(text.contains("THEOREM Spec =>")).as(name + " states a theorem, or says that it is REFUTED").isNotEqualTo(text.contains("REFUTED"));
        }
    }
}
