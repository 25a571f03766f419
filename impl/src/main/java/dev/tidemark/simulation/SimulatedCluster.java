package dev.tidemark.simulation;

import static dev.tidemark.traces.ReplicationVocabulary.BROKER_EPOCH;
import static dev.tidemark.traces.ReplicationVocabulary.CRASH;
import static dev.tidemark.traces.ReplicationVocabulary.LOSE_POWER;
import static dev.tidemark.traces.ReplicationVocabulary.PAGE_CACHE_LOST;
import static dev.tidemark.traces.ReplicationVocabulary.STATUS;

import dev.tidemark.core.ControllerState;
import dev.tidemark.core.consumer.ConsumerConfig;
import dev.tidemark.core.producer.ProducerConfig;
import dev.tidemark.node.BrokerNode;
import dev.tidemark.node.ConsumerNode;
import dev.tidemark.node.ControllerNode;
import dev.tidemark.node.Node;
import dev.tidemark.node.Payload;
import dev.tidemark.node.ProducerNode;
import dev.tidemark.node.Tracer;
import dev.tidemark.storage.TopicPartition;
import dev.tidemark.storage.disk.StorageException;
import dev.tidemark.traces.ActionCall;
import dev.tidemark.traces.ActionSignature;
import dev.tidemark.traces.ProducersVocabulary;
import dev.tidemark.traces.TraceSink;
import dev.tidemark.traces.VariableSignature;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * A whole cluster in one thread, in virtual time, over real files: one folder for each node below the data directory. The
 * same plan, seed and calls give the same bytes, of files and of trace.
 */
public final class SimulatedCluster implements SimulatedNetwork.Destinations {
    /** The name of the controller, and of its folder. */
    public static final String CONTROLLER = "controller";
    private static final int TICK_MS = 10;

    private final ClusterPlan plan;
    private final Path dataDirectory;
    private final Agenda agenda = new Agenda();
    private final Tracer tracer;
    private final SimulatedNetwork network;
    private final SplittableRandom diskRandom;
    private final SplittableRandom choices;
    private final Map<String, SimulatedDisk> disks = new TreeMap<>();
    private final SortedMap<String, Node> nodes = new TreeMap<>();
    private final SortedMap<String, Integer> starts = new TreeMap<>();
    private final Set<String> paused = new TreeSet<>();
    private final Map<String, Long> clockErrorsMs = new TreeMap<>();
    private boolean isInPeace;

    /** Builds the cluster with empty disks, and creates its partitions. */
    public SimulatedCluster(ClusterPlan plan, Path dataDirectory, long seed, TraceSink sink) throws StorageException {
        SplittableRandom seeds = new SplittableRandom(seed);
        this.plan = plan;
        this.dataDirectory = dataDirectory;
        this.tracer = new Tracer(sink, plan.protocol().spec(), agenda::nowMs).with(plan.producers().map(ClusterPlan.TracedProducers::spec));
        this.network = new SimulatedNetwork(agenda, seeds.split(), tracer, this);
        this.diskRandom = seeds.split();
        this.choices = seeds.split();
        for (String broker : plan.brokers()) {
            nodes.put(broker, BrokerNode.first(start(broker), network, tracer, disk(broker), 0));
        }
        ControllerNode controller = ControllerNode.first(controllerStart(), network, tracer, disk(CONTROLLER), 0);
        nodes.put(CONTROLLER, controller);
        for (TopicPartition partition : plan.partitions()) {
            controller.createPartition(0, partition);
        }
        agenda.in(TICK_MS, this::tickAll);
    }

    private SimulatedDisk disk(String node) {
        return disks.computeIfAbsent(node, name -> new SimulatedDisk(dataDirectory.resolve(name)));
    }

    private BrokerNode.Start start(String broker) {
        SortedMap<TopicPartition, SortedSet<String>> replicas = new TreeMap<>();
        plan.partitions().forEach(partition -> replicas.put(partition, new TreeSet<>(plan.brokers())));
        return new BrokerNode.Start(broker, CONTROLLER, plan.broker(), replicas, plan.minIsr(), plan.protocol(),
                starts.getOrDefault(broker, 0));
    }

    private ControllerNode.Start controllerStart() {
        SortedMap<TopicPartition, List<String>> replicas = new TreeMap<>();
        plan.partitions().forEach(partition -> replicas.put(partition, plan.brokers()));
        return new ControllerNode.Start(CONTROLLER, plan.brokers(), replicas, plan.rules(), plan.sessionTimeoutMs());
    }

    private void tickAll() {
        for (String name : List.copyOf(nodes.keySet())) {
            if (!paused.contains(name)) {
                run(name, () -> nodes.get(name).tick(clock(name)));
                closeIfStopped(name);
            }
        }
        agenda.in(TICK_MS, this::tickAll);
    }

    /** A broker that has shut down in peace has ended, with its connections. */
    private void closeIfStopped(String name) {
        if (nodes.get(name) instanceof BrokerNode broker && broker.hasStopped()) {
            nodes.remove(name);
            disk(name).processCrash();
            network.closeConnections(name);
        }
    }

    /** Something that may meet a storage fault. */
    private interface Work {
        void run() throws StorageException;
    }

    private static void run(String node, Work work) {
        try {
            work.run();
        } catch (StorageException e) {
            throw new UncheckedIOException(node + ": " + e.getMessage(), e);
        }
    }

    // Time.

    public long nowMs() {
        return agenda.nowMs();
    }

    /** Lets virtual time pass. */
    public void runFor(long ms) {
        long end = agenda.nowMs() + ms;
        runUntil(() -> agenda.nowMs() >= end, ms + TICK_MS, "time passes");
    }

    /**
     * Lets time pass until something holds.
     *
     * @throws IllegalStateException if it does not hold within {@code maxMs}
     */
    public void runUntil(BooleanSupplier condition, long maxMs, String expectation) {
        long end = agenda.nowMs() + maxMs;
        while (!condition.getAsBoolean()) {
            if (agenda.nowMs() > end) {
                throw new IllegalStateException("at " + agenda.nowMs() + " ms: expected within " + maxMs + " ms that " + expectation);
            }
            agenda.step();
        }
    }

    /** For choices of workloads and fault plans. */
    SplittableRandom choices() {
        return choices;
    }

    void schedule(long delayMs, Runnable action) {
        agenda.in(delayMs, action);
    }

    /** Does something again and again, after pauses of up to {@code maxPauseMs}, until the cluster is left in peace. */
    void keepDoing(int maxPauseMs, Runnable action) {
        agenda.in(choices.nextInt(1, maxPauseMs + 1), () -> {
            if (!isInPeace) {
                action.run();
                keepDoing(maxPauseMs, action);
            }
        });
    }

    /** No new batches and no new faults; links heal, and what is down comes back in its time. */
    void leaveInPeace() {
        isInPeace = true;
        network.heal();
    }

    // Failures.

    public SimulatedNetwork network() {
        return network;
    }

    /** A process ends; its page cache stays. */
    public void crash(String node) {
        nodes.remove(node);
        disk(node).processCrash();
        network.closeConnections(node);
        if (!node.equals(CONTROLLER)) {
            traceCrash(CRASH.with(node), node, Map.of());
        }
    }

    /** A broker is told to shut down in peace, which takes a while; nothing happens if it has not joined. */
    public void shutDown(String broker) {
        broker(broker).requestShutDown(clock(broker));
    }

    /** An administrator wants the preferred leaders back, if the controller is there to hear it. */
    public void electPreferredLeaders() {
        if (isUp(CONTROLLER)) {
            run(CONTROLLER, () -> controller().electPreferredLeaders(clock(CONTROLLER)));
        }
    }

    /** An administrator wants a partition on these brokers, the preferred leader first; the controller may refuse. */
    public void reassign(TopicPartition partition, List<String> target) {
        if (isUp(CONTROLLER)) {
            run(CONTROLLER, () -> controller().reassign(clock(CONTROLLER), partition, target));
        }
    }

    private ControllerNode controller() {
        return (ControllerNode) nodes.get(CONTROLLER);
    }

    /** A machine ends; what was not synced may be gone. */
    public void losePower(String node) {
        run(node, () -> disk(node).powerLoss(diskRandom));
        endWithoutPageCache(node);
    }

    /** A broker flushes, and the disk fails: it ends, as it must when its only log directory goes offline, and what was not synced may be gone. */
    void failFlush(String broker) {
        disk(broker).failNext(DiskFault.FAILED_SYNC, diskRandom);
        try {
            for (TopicPartition partition : plan.partitions()) {
                broker(broker).flush(clock(broker), partition);
            }
            disk(broker).failNoMore(); // there was nothing to flush
        } catch (StorageException e) {
            disk(broker).processCrash();
            endWithoutPageCache(broker);
        }
    }

    private void endWithoutPageCache(String node) {
        nodes.remove(node);
        network.closeConnections(node);
        if (!node.equals(CONTROLLER)) {
            traceCrash(LOSE_POWER.with(node), node, Map.of(PAGE_CACHE_LOST, Map.of(node, true)));
        }
    }

    /** What is certain of a broker that has ended; what follows from it for each partition is the spec's to say. */
    private void traceCrash(ActionCall call, String broker, Map<VariableSignature, Object> more) {
        Map<VariableSignature, Object> after = new LinkedHashMap<>(more);
        after.put(STATUS, Map.of(broker, "stopped"));
        after.put(BROKER_EPOCH, Map.of(broker, -1L));
        tracer.emit(broker, call, after);
        boolean isOff = call.action().equals(LOSE_POWER);
        ActionSignature end = isOff ? ProducersVocabulary.LOSE_POWER : ProducersVocabulary.CRASH;
        tracer.producers().ifPresent(told -> told.emit(broker, end.with(broker), Map.of(ProducersVocabulary.ROLE, Map.of(broker, isOff ? "off" : "down"))));
    }

    void restartIfDown(String node) {
        if (!isUp(node)) {
            restart(node);
        }
    }

    public void restart(String node) {
        starts.merge(node, 1, Integer::sum);
        run(node, () -> nodes.put(node, node.equals(CONTROLLER)
                ? ControllerNode.restarted(controllerStart(), network, tracer, disk(node), clock(node))
                : BrokerNode.restarted(start(node), network, tracer, disk(node), clock(node))));
    }

    /** A node stands still for a while: time passes, and what is sent to it waits. */
    void pause(String node, int durationMs) {
        if (isUp(node) && paused.add(node)) {
            schedule(durationMs, () -> paused.remove(node));
        }
    }

    @Override
    public boolean isPaused(String node) {
        return paused.contains(node);
    }

    /** From now on a node's clock is wrong by so much, until it jumps again. */
    void jumpClock(String node, int errorMs) {
        clockErrorsMs.put(node, (long) errorMs);
    }

    /** What a node takes for the time; clocks begin with the run. */
    private long clock(String node) {
        return Math.max(0, agenda.nowMs() + clockErrorsMs.getOrDefault(node, 0L));
    }

    /** Whether all brokers and the controller are there. */
    boolean isEverythingUp() {
        return isUp(CONTROLLER) && plan.brokers().stream().allMatch(this::isUp);
    }

    /** A broker flushes its logs and writes its checkpoints, if it is up. */
    void flush(String broker) {
        if (isUp(broker)) {
            for (TopicPartition partition : plan.partitions()) {
                run(broker, () -> broker(broker).flush(clock(broker), partition));
            }
        }
    }

    @Override
    public boolean isUp(String node) {
        return nodes.containsKey(node);
    }

    @Override
    public void deliver(String from, String to, Payload payload) {
        run(to, () -> nodes.get(to).receive(clock(to), from, payload));
    }

    // Clients and views.

    public ProducerNode addProducer(String name, ProducerConfig config) {
        ProducerNode producer = new ProducerNode(name, plan.brokers(), config, network, tracer);
        nodes.put(name, producer);
        return producer;
    }

    public ConsumerNode addConsumer(String name, ConsumerConfig config) {
        ConsumerNode consumer = new ConsumerNode(name, plan.brokers(), config, network);
        nodes.put(name, consumer);
        return consumer;
    }

    public ClusterPlan plan() {
        return plan;
    }

    public BrokerNode broker(String name) {
        return (BrokerNode) nodes.get(name);
    }

    /** What the controller has decided of a partition. */
    public ControllerState decided(TopicPartition partition) {
        return controller().state(partition);
    }

    /** How many steps the trace has been told. */
    public long steps() {
        return tracer.emitted();
    }
}
