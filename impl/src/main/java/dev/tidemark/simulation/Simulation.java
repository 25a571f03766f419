package dev.tidemark.simulation;

import dev.tidemark.core.FencedReplication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.node.TraceValues;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.storage.producer.ProducerStateEntry;
import dev.tidemark.traces.DeliveryVocabulary;
import dev.tidemark.traces.ProducersVocabulary;
import dev.tidemark.traces.ReplicationVocabulary;
import dev.tidemark.traces.SpecInstance;
import dev.tidemark.traces.TraceHeader;
import dev.tidemark.traces.TraceWriter;
import dev.tidemark.traces.Verdict;
import dev.tidemark.traces.Vocabulary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Runs clusters and records their traces. */
final class Simulation {
    private static final List<TopicPartition> PARTITIONS = List.of(new TopicPartition("orders", 0), new TopicPartition("orders", 1));
    private static final int SESSION_TIMEOUT_MS = 400;
    private static final int READ_INTERVAL_MS = 250;
    /** How long a cluster that is left in peace may take to heal. */
    static final long HEALING_MS = 60_000;

    private Simulation() { }

    static void play(ClusterScenario scenario, long seed, Path data, OutputStream trace, Consumer<String> narrator) throws IOException {
        String command = "tidemark simulate --scenario " + scenario.name() + " --seed " + seed;
        TraceHeader header = header(command, seed, scenario.plan(), scenario.verdicts());
        try (TraceWriter writer = new TraceWriter(trace, header, Vocabulary.standard())) {
            scenario.story().play(new SimulatedCluster(scenario.plan(), data, seed, writer), narrator);
        }
    }

    /** Makes a run: of three brokers or, every third seed, of five; with a minimum ISR of one or two. So many steps with faults, then everything heals. */
    static Outcome run(Run run, ClusterWorkload workload, Path data, OutputStream trace) throws IOException {
        List<String> brokers = run.seed() % 3 == 0 ? List.of("b1", "b2", "b3", "b4", "b5") : List.of("b1", "b2", "b3");
        int minIsr = run.seed() % 2 == 0 ? 1 : 2;
        ClusterPlan plan = new ClusterPlan(brokers, PARTITIONS, minIsr, new FencedReplication(), BrokerConfig.DEFAULT, SESSION_TIMEOUT_MS)
                .with(run.faultsAmong(workload.faultPlans()).loss());
        return run(run, workload, workload.isIdempotent() ? plan.withProducers(ProducersVocabulary.IDEMPOTENT_PRODUCER, workload.names()) : plan, data, trace);
    }

    /** Makes a run of a cluster of one's own. */
    static Outcome run(Run run, ClusterWorkload workload, ClusterPlan plan, Path data, OutputStream trace) throws IOException {
        SortedMap<String, Verdict> verdicts = new TreeMap<>(Map.of(plan.protocol().spec(), Verdict.ACCEPTED));
        try (TraceWriter writer = new TraceWriter(trace, header(run.command(), run.seed(), plan, verdicts), Vocabulary.standard())) {
            return run(run, workload, new SimulatedCluster(plan, data, run.seed(), writer));
        }
    }

    private static Outcome run(Run run, ClusterWorkload workload, SimulatedCluster cluster) throws StorageException {
        ClientCheck clients = new ClientCheck(cluster, workload.start(cluster));
        run.faultsAmong(workload.faultPlans()).start(cluster);
        long nextReadAtMs = READ_INTERVAL_MS;
        while (cluster.steps() < run.steps() && !clients.isAllGivenUp()) {
            cluster.runFor(10);
            if (cluster.nowMs() >= nextReadAtMs) {
                clients.read();
                nextReadAtMs = cluster.nowMs() + READ_INTERVAL_MS;
            }
        }
        cluster.leaveInPeace();
        long deadlineMs = cluster.nowMs() + HEALING_MS;
        while (!clients.isAllWell() && cluster.nowMs() < deadlineMs) {
            cluster.runFor(READ_INTERVAL_MS);
        }
        return new Outcome(cluster.steps(), clients.complaints(clients.isAllWell()));
    }

    private static TraceHeader header(String command, long seed, ClusterPlan plan, SortedMap<String, Verdict> verdicts) {
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put(ReplicationVocabulary.REPLICAS.name(), plan.brokers());
        constants.put(ReplicationVocabulary.ACKS.name(), List.of("0", "1", "all"));
        constants.put(ReplicationVocabulary.MIN_ISR.name(), (long) plan.minIsr());
        constants.put(ReplicationVocabulary.UNCLEAN_ELECTION.name(), plan.rules().uncleanElection());
        constants.put(ReplicationVocabulary.NONE.name(), TraceValues.NONE);
        List<SpecInstance> instances = new ArrayList<>();
        for (TopicPartition partition : plan.partitions()) {
            instances.add(new SpecInstance(partition.directory(), plan.protocol().spec(), constants, verdicts));
            instances.add(SpecInstance.accepted(partition.directory(), DeliveryVocabulary.DELIVERY, Map.of()));
            plan.producers().ifPresent(producers -> instances.add(SpecInstance.accepted(partition.directory(), producers.spec(), constants(plan, producers))));
        }
        return new TraceHeader(command, seed, instances);
    }

    private static Map<String, Object> constants(ClusterPlan plan, ClusterPlan.TracedProducers producers) {
        Map<String, Object> constants = new LinkedHashMap<>();
        constants.put(ProducersVocabulary.PRODUCERS.name(), producers.names());
        constants.put(ProducersVocabulary.REPLICAS.name(), plan.brokers());
        constants.put(ProducersVocabulary.FIRST_SEQUENCE.name(), (long) producers.firstSequence());
        constants.put(ProducersVocabulary.MAX_SEQUENCE.name(), (long) Integer.MAX_VALUE);
        constants.put(ProducersVocabulary.MAX_IN_FLIGHT.name(), (long) ProducerStateEntry.BATCHES_KEPT);
        constants.put(ProducersVocabulary.BATCHES_KEPT.name(), (long) ProducerStateEntry.BATCHES_KEPT);
        return constants;
    }
}
