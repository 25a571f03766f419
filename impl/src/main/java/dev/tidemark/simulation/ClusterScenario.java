package dev.tidemark.simulation;

import dev.tidemark.traces.ProducersVocabulary;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.Verdict;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What can be seen of a cluster.
 *
 * @param name     as on the command line and of the recorded trace
 * @param concept  its rows in the README's table
 * @param summary  one line
 * @param plan     the cluster
 * @param verdicts what each spec is expected to say of its trace
 * @param story    what happens
 */
public record ClusterScenario(String name, String concept, String summary, ClusterPlan plan, SortedMap<String, Verdict> verdicts, Story story)
        implements Scenario {

    /** A scenario that the spec of its protocol accepts. */
    public static ClusterScenario accepted(String name, String concept, String summary, ClusterPlan plan, Story story) {
        return new ClusterScenario(name, concept, summary, plan, new TreeMap<>(Map.of(plan.protocol().spec(), Verdict.ACCEPTED)), story);
    }

    @Override
    public String area() {
        return plan.producers().isPresent() ? ProducersVocabulary.AREA : ReplicationVocabulary.AREA;
    }

    @Override
    public void play(long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        Simulation.play(this, seed, data, trace, narrator);
    }
}
