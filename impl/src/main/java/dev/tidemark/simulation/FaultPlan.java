package dev.tidemark.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What goes wrong during a run, at random times; at most one node is down at a time.
 *
 * @param name       as on the command line
 * @param summary    one line
 * @param faults     the kinds of fault
 * @param maxPauseMs longest pause between two faults
 */
public record FaultPlan(String name, String summary, Set<Fault> faults, int maxPauseMs) {

    /** The kinds of fault. */
    public enum Fault { BAD_NETWORK, CUT_LINK, CRASH, LOSE_POWER, RESTART_CONTROLLER, FLUSH }

    public static List<FaultPlan> all() {
        return List.of(
                new FaultPlan("everything", "a bad network, cut links, crashes and power losses of brokers and of the controller",
                        Set.of(Fault.values()), 700),
                new FaultPlan("none", "nothing goes wrong", Set.of(), 1_000),
                new FaultPlan("network", "delay, loss, duplication and cut links", Set.of(Fault.BAD_NETWORK, Fault.CUT_LINK), 400),
                new FaultPlan("crashes", "brokers end and come back, with their page cache", Set.of(Fault.CRASH), 900),
                new FaultPlan("power", "brokers lose what they have not flushed", Set.of(Fault.LOSE_POWER, Fault.FLUSH), 900));
    }

    public static Optional<FaultPlan> named(String name) {
        return all().stream().filter(plan -> plan.name.equals(name)).findFirst();
    }

    /** Lets things go wrong until the cluster is left in peace. */
    void start(SimulatedCluster cluster) {
        if (faults.contains(Fault.BAD_NETWORK)) {
            cluster.network().become(NetworkConditions.BAD);
        }
        List<Fault> events = faults.stream().filter(fault -> fault != Fault.BAD_NETWORK).sorted().toList();
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
            case BAD_NETWORK -> throw new IllegalStateException("a bad network is not an event");
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

    private static void endFor(SimulatedCluster cluster, String node, int durationMs, Runnable end) {
        if (cluster.isEverythingUp()) {
            end.run();
            cluster.schedule(durationMs, () -> cluster.restart(node));
        }
    }
}
