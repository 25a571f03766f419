package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.MethodDeclaration;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.Vocabulary;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** One vocabulary: an action of the traces is a method of the core, under the same name, and the other way round. */
final class VocabularyTest {
    /** What befalls nodes and network; the simulation does it, no method of the core. */
    private static final Set<String> ENVIRONMENT = Set.of("crash", "losePower", "drop", "restartController");
    /** Public methods that are no actions: the spec's name, and the choice between two actions. */
    private static final Set<String> NO_ACTIONS = Set.of("spec", "respondToFetch");

    private static final Pattern STEP = Pattern.compile("\\b([A-Z_]+)\\.with\\(");

    @Test
    void actionsOfFencedReplicationAreTheMethodsOfTheCore() {
        assertThat(actions(ReplicationVocabulary.FENCED_REPLICATION)).as("actions, and methods of the core with what the environment does")
                .isEqualTo(methods("Controller", "Replication", "FencedReplication"));
    }

    @Test
    void actionsOfTruncateToHighWatermarkAreTheMethodsOfTheCore() {
        assertThat(actions(ReplicationVocabulary.TRUNCATE_TO_HIGH_WATERMARK)).as("actions, and methods of the core with what the environment does")
                .isEqualTo(methods("Controller", "Replication", "TruncateToHighWatermark"));
    }

    @Test
    void everySpecOfTheVocabularyIsHeldToTheCore() {
        assertThat(Vocabulary.standard().names()).as("specs; a new one needs a test above")
                .containsExactlyInAnyOrder(ReplicationVocabulary.FENCED_REPLICATION, ReplicationVocabulary.TRUNCATE_TO_HIGH_WATERMARK);
    }

    @Test
    void anActionMethodTakesNoStepOfAnotherName() {
        for (MethodDeclaration method : Stream.of("Controller", "Replication", "FencedReplication", "TruncateToHighWatermark")
                .flatMap(VocabularyTest::publicMethods).toList()) {
            String constant = method.getNameAsString().replaceAll("([A-Z])", "_$1").toUpperCase(Locale.ROOT);
            assertThat(STEP.matcher(method.toString()).results().map(step -> step.group(1))).as("steps that %s takes", method.getNameAsString())
                    .isSubsetOf(constant);
        }
    }

    private static Set<String> actions(String spec) {
        return Vocabulary.standard().spec(spec).orElseThrow().actions().keySet().stream()
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> methods(String... classes) {
        Set<String> names = new TreeSet<>(ENVIRONMENT);
        Stream.of(classes).flatMap(VocabularyTest::publicMethods).map(MethodDeclaration::getNameAsString).forEach(names::add);
        names.removeAll(NO_ACTIONS);
        return names;
    }

    private static Stream<MethodDeclaration> publicMethods(String type) {
        CompilationUnit unit = PlantedBug.source("core." + type);
        return unit.getType(0).getMethods().stream().filter(MethodDeclaration::isPublic);
    }
}
