package dev.tidemark.simulation;

import dev.tidemark.core.FencedReplication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.TraceValues;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs a cluster and records its trace. */
public final class Simulation {
    private static final ClusterPlan CLUSTER = new ClusterPlan(List.of("b1", "b2", "b3"),
            List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1)), 1, new FencedReplication(), BrokerConfig.DEFAULT, 400);
    private static final long HEALING_MS = 3_000;

    private Simulation() { }

    /**
     * Plays a scenario.
     *
     * @param data     an empty directory for the nodes' files
     * @param trace    gets the trace
     * @param narrator is told in plain words what happens
     * @throws IllegalStateException if the cluster does not do what the story expects
     */
    public static void play(Scenario scenario, long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        String command = "tidemark simulate --scenario " + scenario.name() + " --seed " + seed;
        TraceHeader header = header(command, seed, scenario.plan(), scenario.verdicts());
        try (TraceWriter writer = new TraceWriter(trace, header, Vocabulary.standard())) {
            scenario.story().play(new SimulatedCluster(scenario.plan(), data, seed, writer), narrator);
        }
    }

    /**
     * A run of a workload under faults: so many steps with faults, then everything heals and the producers finish.
     *
     * @param steps trace events after which the faults end
     */
    public record Run(Workload workload, FaultPlan faults, long seed, long steps) {
        /** The command that repeats it. */
        public String command() {
            return "tidemark simulate --workload " + workload.name() + " --faults " + faults.name() + " --seed " + seed + " --steps " + steps;
        }
    }

    /**
     * Makes a run.
     *
     * @return how many events its trace has
     */
    public static long run(Run run, Path data, OutputStream trace) throws IOException {
        ClusterPlan plan = CLUSTER.withMinIsr(run.seed % 2 == 0 ? 1 : 2);
        SortedMap<String, Verdict> verdicts = new TreeMap<>(Map.of(plan.protocol().spec(), Verdict.ACCEPTED));
        try (TraceWriter writer = new TraceWriter(trace, header(run.command(), run.seed, plan, verdicts), Vocabulary.standard())) {
            return run(run, new SimulatedCluster(plan, data, run.seed, writer));
        }
    }

    private static long run(Run run, SimulatedCluster cluster) throws StorageException {
        run.workload.start(cluster);
        run.faults.start(cluster);
        while (cluster.steps() < run.steps) {
            cluster.runFor(10);
        }
        cluster.leaveInPeace();
        cluster.runFor(HEALING_MS);
        return cluster.steps();
    }

    private static TraceHeader header(String command, long seed, ClusterPlan plan, SortedMap<String, Verdict> verdicts) {
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put(ReplicationVocabulary.REPLICAS.name(), plan.brokers());
        constants.put(ReplicationVocabulary.ACKS.name(), List.of("0", "1", "all"));
        constants.put(ReplicationVocabulary.MIN_ISR.name(), (long) plan.minIsr());
        constants.put(ReplicationVocabulary.NONE.name(), TraceValues.NONE);
        return new TraceHeader(command, seed, plan.partitions().stream()
                .map(partition -> new SpecInstance(partition.directory(), plan.protocol().spec(), constants, verdicts)).toList());
    }
}
