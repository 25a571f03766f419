package dev.tidemark.simulation;

import dev.tidemark.core.Replication;
import dev.tidemark.core.TopicRules;
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
 * @param loss             whether it may go on without records that are committed ({@code unclean.leader.election.enable})
 */
public record ClusterPlan(List<String> brokers, List<TopicPartition> partitions, int minIsr, Replication protocol, BrokerConfig broker,
                          long sessionTimeoutMs, Loss loss) {

    /** Whether a partition would rather lose records than wait for a replica that has them. */
    public enum Loss { FORBIDDEN, ALLOWED }

    public ClusterPlan {
        brokers = List.copyOf(brokers);
        partitions = List.copyOf(partitions);
    }

    /** A cluster that loses nothing. */
    public ClusterPlan(List<String> brokers, List<TopicPartition> partitions, int minIsr, Replication protocol, BrokerConfig broker,
                       long sessionTimeoutMs) {
        this(brokers, partitions, minIsr, protocol, broker, sessionTimeoutMs, Loss.FORBIDDEN);
    }

    public ClusterPlan withProtocol(Replication newProtocol) {
        return new ClusterPlan(brokers, partitions, minIsr, newProtocol, broker, sessionTimeoutMs, loss);
    }

    ClusterPlan withMinIsr(int newMinIsr) {
        return new ClusterPlan(brokers, partitions, newMinIsr, protocol, broker, sessionTimeoutMs, loss);
    }

    public ClusterPlan with(Loss newLoss) {
        return new ClusterPlan(brokers, partitions, minIsr, protocol, broker, sessionTimeoutMs, newLoss);
    }

    TopicRules rules() {
        return new TopicRules(minIsr, loss == Loss.ALLOWED);
    }
}
