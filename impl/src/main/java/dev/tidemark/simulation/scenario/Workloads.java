package dev.tidemark.simulation.scenario;

import dev.tidemark.simulation.ClusterWorkload;
import dev.tidemark.simulation.Workload;
import dev.tidemark.simulation.log.LogWorkload;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** All workloads, whatever it is that they run. */
public final class Workloads {
    private Workloads() { }

    public static List<Workload> all() {
        return Stream.of(ClusterWorkload.all(), LogWorkload.all()).<Workload>flatMap(List::stream).toList();
    }

    public static Optional<Workload> named(String name) {
        return all().stream().filter(workload -> workload.name().equals(name)).findFirst();
    }
}
