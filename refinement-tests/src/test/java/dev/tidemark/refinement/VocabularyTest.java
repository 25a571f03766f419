package dev.tidemark.refinement;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.javaparser.ast.CompilationUnit;
import com.github.javaparser.ast.body.MethodDeclaration;
import dev.tidemark.traces.CompactionVocabulary;
import dev.tidemark.traces.DeliveryVocabulary;
import dev.tidemark.traces.IndexVocabulary;
import dev.tidemark.traces.ProducersVocabulary;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.StorageVocabulary;
import dev.tidemark.traces.Vocabulary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One vocabulary: an action of the traces is a method of the core, under the same name, and the other way round. */
final class VocabularyTest {
    /** What befalls nodes and network; the simulation does it, no method of the core. */
    private static final Set<String> ENVIRONMENT = Set.of("crash", "losePower", "drop", "restartController");
    /** Public methods that are no actions: the spec's name, and the choices between two actions. */
    private static final Set<String> NO_ACTIONS = Set.of("spec", "ask", "respondToFetch");

    private static final Pattern STEP = Pattern.compile("\\b([A-Z_]+)\\.with\\(");

    /** The classes of each protocol: its own, and those that it extends. */
    private static final Map<String, List<String>> PROTOCOLS = Map.of(
            ReplicationVocabulary.FENCED_REPLICATION, List.of("DivergingFetch", "FencedReplication"),
            ReplicationVocabulary.UNFENCED_REPLICATION, List.of("DivergingFetch", "UnfencedReplication"),
            ReplicationVocabulary.TRUNCATE_BY_COMMON_EPOCH, List.of("EpochlessFetch", "OffsetsForLeaderEpoch", "TruncateByCommonEpoch"),
            ReplicationVocabulary.TRUNCATE_BY_EPOCH, List.of("EpochlessFetch", "OffsetsForLeaderEpoch", "TruncateByEpoch"),
            ReplicationVocabulary.TRUNCATE_TO_HIGH_WATERMARK, List.of("EpochlessFetch", "TruncateToHighWatermark"));

    /** Where the steps of a log are told of: it is traced from outside, by its calls to the disk. */
    private static final Map<String, List<String>> TRACERS = Map.of(
            StorageVocabulary.SEGMENTED_LOG, List.of("simulation.log.LogTracer"),
            IndexVocabulary.SPARSE_INDEX, List.of("simulation.log.IndexTracer"),
            DeliveryVocabulary.DELIVERY, List.of("node.DeliveryTrace"),
            CompactionVocabulary.COMPACTION, 
                    List.of("simulation.compaction.CompactionTracer", "simulation.compaction.CompactionCalls", "simulation.compaction.CompactedPartition",
                            "simulation.compaction.CompactionWorld"));
    /** Where the steps of producers, of who leads them, and of what befalls both are taken and told of. */
    private static final List<String> PRODUCERS = List.of("core.IdempotentProducer", "core.producer.Sending", "core.producer.Delivery", "node.ProducersTrace",
            "node.ReplicaProducers", "simulation.SimulatedCluster", "simulation.SimulatedNetwork");
    private static final Set<String> SPECS_OF_PRODUCERS = Set.of(ProducersVocabulary.IDEMPOTENT_PRODUCER, ProducersVocabulary.PLAIN_PRODUCER);

    static Set<String> specs() {
        return PROTOCOLS.keySet();
    }

    @Test
    void everySpecHasItsCode() {
        Set<String> known = new TreeSet<>(PROTOCOLS.keySet());
        known.addAll(TRACERS.keySet());
        known.addAll(SPECS_OF_PRODUCERS);
        assertThat(known).isEqualTo(Vocabulary.standard().names());
    }

    @Test
    void aTracerTellsOfEveryActionOfItsSpec() {
        TRACERS.forEach((spec, tracers) -> {
            String sources = tracers.stream().map(tracer -> PlantedBug.source(tracer).toString()).collect(Collectors.joining("\n"));
            Set<String> told = STEP.matcher(sources).results().map(step -> step.group(1)).collect(Collectors.toSet());
            assertThat(told).isEqualTo(Vocabulary.standard().spec(spec).orElseThrow().actions().keySet().stream()
                    .map(VocabularyTest::constant).collect(Collectors.toSet()));
        });
    }

    @Test
    void everyStepThatConcernsProducersIsTakenSomewhere() {
        String sources = PRODUCERS.stream().map(type -> PlantedBug.source(type).toString()).collect(Collectors.joining("\n"));
        for (String spec : SPECS_OF_PRODUCERS) {
            assertThat(Vocabulary.standard().spec(spec).orElseThrow().actions().keySet()).as("actions of %s that nobody takes", spec)
                    .allMatch(action -> Pattern.compile("(?m)^(?!import).*\\b" + constant(action) + "\\b").matcher(sources).find());
        }
    }

    @Test
    void theLeadersHalfOfIdempotenceIsMadeOfActions() {
        assertThat(actions(ProducersVocabulary.IDEMPOTENT_PRODUCER)).containsAll(publicMethods("IdempotentProducer").filter(method -> !method.isStatic())
                .map(MethodDeclaration::getNameAsString).toList());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void actionsAreTheMethodsOfTheCore(String spec) {
        assertThat(actions(spec)).as("actions of %s, and methods of the core with what the environment does", spec).isEqualTo(methods(classes(spec)));
    }

    private static Stream<String> classes(String spec) {
        return Stream.concat(Stream.of("Controller", "Administration", "Replication"), PROTOCOLS.get(spec).stream());
    }

    @Test
    void anActionMethodTakesNoStepOfAnotherName() {
        for (MethodDeclaration method : PROTOCOLS.keySet().stream().flatMap(VocabularyTest::classes).distinct()
                .flatMap(VocabularyTest::publicMethods).toList()) {
            assertThat(STEP.matcher(method.toString()).results().map(step -> step.group(1))).as("steps that %s takes", method.getNameAsString())
                    .isSubsetOf(constant(method.getNameAsString()));
        }
    }

    private static String constant(String action) {
        return action.replaceAll("(?<!^)([A-Z])", "_$1").toUpperCase(Locale.ROOT);
    }

    private static Set<String> actions(String spec) {
        return Vocabulary.standard().spec(spec).orElseThrow().actions().keySet().stream()
                .map(name -> Character.toLowerCase(name.charAt(0)) + name.substring(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> methods(Stream<String> classes) {
        Set<String> names = new TreeSet<>(ENVIRONMENT);
        classes.flatMap(VocabularyTest::publicMethods).map(MethodDeclaration::getNameAsString).forEach(names::add);
        names.removeAll(NO_ACTIONS);
        return names;
    }

    private static Stream<MethodDeclaration> publicMethods(String type) {
        CompilationUnit unit = PlantedBug.source("core." + type);
        return unit.getType(0).getMethods().stream().filter(MethodDeclaration::isPublic);
    }
}
