package dev.tidemark.simulation;

import dev.tidemark.traces.Verdict;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A phenomenon that can be seen.
 *
 * @param name     as on the command line and of the recorded trace
 * @param concept  its rows in the README's table
 * @param summary  one line
 * @param plan     the cluster
 * @param verdicts what each spec is expected to say of its trace
 * @param story    what happens
 */
public record Scenario(String name, String concept, String summary, ClusterPlan plan, SortedMap<String, Verdict> verdicts, Story story) {

    /** A scenario that the spec of its protocol accepts. */
    public static Scenario accepted(String name, String concept, String summary, ClusterPlan plan, Story story) {
        return new Scenario(name, concept, summary, plan, new TreeMap<>(Map.of(plan.protocol().spec(), Verdict.ACCEPTED)), story);
    }
}
