package dev.tidemark.simulation;

import dev.tidemark.storage.TopicPartition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What goes wrong during a run of a cluster, at random times; at most one node is down at a time.
 *
 * @param name       as on the command line
 * @param summary    one line
 * @param faults     the kinds of fault
 * @param maxPauseMs longest pause between two faults
 */
public record ClusterFaults(String name, String summary, Set<Fault> faults, int maxPauseMs) implements FaultPlan {

    private static final int LONGEST_JUMP_MS = 2_000;
    private static final int SHUTDOWN_POLL_MS = 50;

    /** The kinds of fault. */
    public enum Fault {
        BAD_NETWORK, CUT_LINK, CRASH, LOSE_POWER, RESTART_CONTROLLER, FLUSH, PAUSE, JUMP_CLOCK, CRASH_LEADER, FAIL_FLUSH, SHUT_DOWN, ELECT_PREFERRED,
        REASSIGN, UNCLEAN_ELECTION
    }

    /** What is no event, but the condition of a whole run. */
    private static final Set<Fault> CONDITIONS = EnumSet.of(Fault.BAD_NETWORK, Fault.UNCLEAN_ELECTION);

    public static List<ClusterFaults> all() {
        return List.of(
                new ClusterFaults("everything", "all that the other plans do, at once, but for the losses", EnumSet.complementOf(EnumSet.of(Fault.UNCLEAN_ELECTION)), 700),
                new ClusterFaults("none", "nothing goes wrong", Set.of(), 1_000),
                new ClusterFaults("network", "delay, loss, duplication and cut links", Set.of(Fault.BAD_NETWORK, Fault.CUT_LINK), 400),
                new ClusterFaults("cuts", "links are cut, one way or both, and heal", Set.of(Fault.CUT_LINK), 250),
                new ClusterFaults("crashes", "brokers end and come back, with their page cache", Set.of(Fault.CRASH), 900),
                new ClusterFaults("leaders", "whoever leads ends, also while others are down, and links are cut", Set.of(Fault.CRASH_LEADER, Fault.CUT_LINK), 300),
                new ClusterFaults("power", "brokers lose what they have not flushed", Set.of(Fault.LOSE_POWER, Fault.FLUSH), 900),
                new ClusterFaults("disk", "flushes fail, which ends the broker; others succeed, and power is lost", Set.of(Fault.FAIL_FLUSH, Fault.FLUSH, Fault.LOSE_POWER), 700),
                new ClusterFaults("controller", "the controller ends and comes back, links are cut", Set.of(Fault.RESTART_CONTROLLER, Fault.CUT_LINK), 500),
                new ClusterFaults("pauses", "nodes stand still, as in a long garbage collection, and go on as if nothing had been", Set.of(Fault.PAUSE), 600),
                new ClusterFaults("clocks", "clocks jump forth and back, brokers end and come back", Set.of(Fault.JUMP_CLOCK, Fault.CRASH), 500),
                new ClusterFaults("maintenance", "brokers shut down in peace, partitions move, preferred leaders are elected",
                        Set.of(Fault.SHUT_DOWN, Fault.REASSIGN, Fault.ELECT_PREFERRED), 500),
                new ClusterFaults("losses", "whoever leads ends, and a partition rather loses records than waits",
                        Set.of(Fault.UNCLEAN_ELECTION, Fault.CRASH_LEADER, Fault.LOSE_POWER, Fault.SHUT_DOWN, Fault.CUT_LINK), 400));
    }

    ClusterPlan.Loss loss() {
        return faults.contains(Fault.UNCLEAN_ELECTION) ? ClusterPlan.Loss.ALLOWED : ClusterPlan.Loss.FORBIDDEN;
    }

    /** Lets things go wrong until the cluster is left in peace. */
    void start(SimulatedCluster cluster) {
        if (faults.contains(Fault.BAD_NETWORK)) {
            cluster.network().become(NetworkConditions.BAD);
        }
        List<Fault> events = faults.stream().filter(fault -> !CONDITIONS.contains(fault)).sorted().toList();
        if (!events.isEmpty()) {
            SplittableRandom random = cluster.choices();
            cluster.keepDoing(maxPauseMs, () -> happen(cluster, events.get(random.nextInt(events.size())), random));
        }
    }

    private static void happen(SimulatedCluster cluster, Fault fault, SplittableRandom random) {
        List<String> brokers = cluster.plan().brokers();
        String node = brokers.get(random.nextInt(brokers.size()));
        int durationMs = random.nextInt(50, 1_500);
        switch (fault) {
            case CUT_LINK -> cutLink(cluster, node, random, durationMs);
            case CRASH -> endFor(cluster, node, durationMs, () -> cluster.crash(node));
            case LOSE_POWER -> endFor(cluster, node, durationMs, () -> cluster.losePower(node));
            case RESTART_CONTROLLER ->
                endFor(cluster, SimulatedCluster.CONTROLLER, durationMs / 4, () -> cluster.losePower(SimulatedCluster.CONTROLLER));
            case FLUSH -> cluster.flush(node);
            case CRASH_LEADER -> crashLeader(cluster, random.nextInt(cluster.plan().partitions().size()), durationMs);
            case FAIL_FLUSH -> failFlushFor(cluster, node, durationMs);
            case PAUSE -> cluster.pause(random.nextInt(brokers.size() + 1) == 0 ? SimulatedCluster.CONTROLLER : node, durationMs);
            case JUMP_CLOCK -> cluster.jumpClock(node, random.nextInt(-LONGEST_JUMP_MS, LONGEST_JUMP_MS));
            case SHUT_DOWN -> shutDownFor(cluster, node, durationMs);
            case ELECT_PREFERRED -> cluster.electPreferredLeaders();
            case REASSIGN -> reassign(cluster, random);
            case BAD_NETWORK, UNCLEAN_ELECTION -> throw new IllegalStateException(fault + " is not an event");
        }
    }

    private static void cutLink(SimulatedCluster cluster, String node, SplittableRandom random, int durationMs) {
        List<String> others = new ArrayList<>(cluster.plan().brokers());
        others.add(SimulatedCluster.CONTROLLER);
        others.remove(node);
        String other = others.get(random.nextInt(others.size()));
        if (random.nextBoolean()) {
            cluster.network().cut(node, other);
        } else {
            cluster.network().cutOneWay(node, other);
        }
        cluster.schedule(durationMs, () -> cluster.network().heal(node, other));
    }

    /** One broker is left up at least. */
    private static void crashLeader(SimulatedCluster cluster, int partition, int durationMs) {
        List<String> up = cluster.plan().brokers().stream().filter(cluster::isUp).toList();
        Optional<String> leader = cluster.isUp(SimulatedCluster.CONTROLLER)
                ? cluster.decided(cluster.plan().partitions().get(partition)).current().leader().filter(up::contains) : Optional.empty();
        if (leader.isPresent() && up.size() > 1) {
            cluster.crash(leader.get());
            cluster.schedule(durationMs, () -> cluster.restartIfDown(leader.get()));
        }
    }

    private static void shutDownFor(SimulatedCluster cluster, String broker, int durationMs) {
        if (cluster.isEverythingUp()) {
            cluster.shutDown(broker);
            cluster.schedule(durationMs, () -> restartWhenDown(cluster, broker));
        }
    }

    private static void restartWhenDown(SimulatedCluster cluster, String broker) {
        if (cluster.isUp(broker) && cluster.broker(broker).isShuttingDown()) {
            cluster.schedule(SHUTDOWN_POLL_MS, () -> restartWhenDown(cluster, broker));
        } else {
            cluster.restartIfDown(broker);
        }
    }

    private static void reassign(SimulatedCluster cluster, SplittableRandom random) {
        List<String> target = new ArrayList<>(cluster.plan().brokers());
        for (int i = target.size() - 1; i > 0; i--) {
            Collections.swap(target, i, random.nextInt(i + 1));
        }
        int size = random.nextInt(Math.max(2, cluster.plan().minIsr()), target.size() + 1);
        List<TopicPartition> partitions = cluster.plan().partitions();
        cluster.reassign(partitions.get(random.nextInt(partitions.size())), target.subList(0, size));
    }

    private static void failFlushFor(SimulatedCluster cluster, String broker, int durationMs) {
        if (cluster.isEverythingUp()) {
            cluster.failFlush(broker);
            if (!cluster.isUp(broker)) {
                cluster.schedule(durationMs, () -> cluster.restartIfDown(broker));
            }
        }
    }

    private static void endFor(SimulatedCluster cluster, String node, int durationMs, Runnable end) {
        if (cluster.isEverythingUp()) {
            end.run();
            cluster.schedule(durationMs, () -> cluster.restartIfDown(node));
        }
    }
}
