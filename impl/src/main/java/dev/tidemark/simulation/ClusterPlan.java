package dev.tidemark.simulation;

import dev.tidemark.core.Replication;
import dev.tidemark.core.TopicRules;
import dev.tidemark.node.BrokerConfig;
import dev.tidemark.storage.TopicPartition;
import java.util.List;
import java.util.Optional;

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
 * @param producers        whose steps are told of; if there are none, nothing is told of producers
 */
public record ClusterPlan(List<String> brokers, List<TopicPartition> partitions, int minIsr, Replication protocol, BrokerConfig broker,
                          long sessionTimeoutMs, Loss loss, Optional<TracedProducers> producers) {

    /** Whether a partition would rather lose records than wait for a replica that has them. */
    public enum Loss { FORBIDDEN, ALLOWED }

    public ClusterPlan {
        brokers = List.copyOf(brokers);
        partitions = List.copyOf(partitions);
    }

    /** A cluster that loses nothing, and tells nothing of producers. */
    public ClusterPlan(List<String> brokers, List<TopicPartition> partitions, int minIsr, Replication protocol, BrokerConfig broker, long sessionTimeoutMs) {
        this(brokers, partitions, minIsr, protocol, broker, sessionTimeoutMs, Loss.FORBIDDEN, Optional.empty());
    }

    /**
     * Producers that are all of one kind.
     *
     * @param spec  the spec that they claim to follow
     * @param names of all that there will be
     * @param firstSequence of each of their ids
     */
    public record TracedProducers(String spec, List<String> names, int firstSequence) {
        public TracedProducers {
            names = List.copyOf(names);
        }
    }

    public ClusterPlan withProducers(String spec, String... names) {
        return withProducersFrom(0, spec, names);
    }

    public ClusterPlan withProducersFrom(int firstSequence, String spec, String... names) {
        return new ClusterPlan(brokers, partitions, minIsr, protocol, broker, sessionTimeoutMs, loss,
                Optional.of(new TracedProducers(spec, List.of(names), firstSequence)));
    }

    public ClusterPlan withBroker(BrokerConfig newBroker) {
        return new ClusterPlan(brokers, partitions, minIsr, protocol, newBroker, sessionTimeoutMs, loss, producers);
    }

    public ClusterPlan withProtocol(Replication newProtocol) {
        return new ClusterPlan(brokers, partitions, minIsr, newProtocol, broker, sessionTimeoutMs, loss, producers);
    }

    ClusterPlan withMinIsr(int newMinIsr) {
        return new ClusterPlan(brokers, partitions, newMinIsr, protocol, broker, sessionTimeoutMs, loss, producers);
    }

    public ClusterPlan with(Loss newLoss) {
        return new ClusterPlan(brokers, partitions, minIsr, protocol, broker, sessionTimeoutMs, newLoss, producers);
    }

    TopicRules rules() {
        return new TopicRules(minIsr, loss == Loss.ALLOWED);
    }
}
