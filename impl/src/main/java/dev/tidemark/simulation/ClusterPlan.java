package dev.tidemark.simulation;

import dev.tidemark.core.Replication;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.storage.TopicPartition;
import java.util.List;

/**
 * What a simulated cluster is made of.
 *
 * @param brokers          their names; every partition has a replica on each, the first preferred as leader
 * @param partitions       all created at the start
 * @param minIsr           {@code min.insync.replicas}
 * @param protocol         how followers reconcile their logs
 * @param broker           timers and logs
 * @param sessionTimeoutMs silence after which the controller fences a broker
 */
public record ClusterPlan(List<String> brokers, List<TopicPartition> partitions, int minIsr, Replication protocol, BrokerConfig broker,
                          long sessionTimeoutMs) {
    public ClusterPlan {
        brokers = List.copyOf(brokers);
        partitions = List.copyOf(partitions);
    }

    public ClusterPlan withProtocol(Replication newProtocol) {
        return new ClusterPlan(brokers, partitions, minIsr, newProtocol, broker, sessionTimeoutMs);
    }

    ClusterPlan withMinIsr(int newMinIsr) {
        return new ClusterPlan(brokers, partitions, newMinIsr, protocol, broker, sessionTimeoutMs);
    }
}
