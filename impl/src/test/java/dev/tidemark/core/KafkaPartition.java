package dev.tidemark.core;

import dev.tidemark.core.PartitionVersion.LeaderRecovery;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.controller.PartitionChangeBuilder;
import org.apache.kafka.controller.PartitionChangeBuilder.Election;
import org.apache.kafka.metadata.LeaderRecoveryState;
import org.apache.kafka.metadata.PartitionRegistration;
import org.apache.kafka.server.common.MetadataVersion;

/** A partition's record as Apache Kafka's controller changes it; the replica {@code b3} is Kafka's broker 3. */
final class KafkaPartition {
    private final TopicRules rules;
    private PartitionRegistration registration;

    KafkaPartition(int replicas, TopicRules rules) {
        int[] all = IntStream.range(0, replicas).toArray();
        Uuid[] directories = new Uuid[replicas];
        Arrays.fill(directories, Uuid.ONE_UUID);
        this.rules = rules;
        this.registration = new PartitionRegistration.Builder().setReplicas(all).setDirectories(directories).setIsr(all).setLeader(0)
                .setLeaderRecoveryState(LeaderRecoveryState.RECOVERED).setLeaderEpoch(0).setPartitionEpoch(0).build();
    }

    /** A broker goes, or is not to be counted on. */
    void fence(String broker, Set<String> active) {
        decide(change(active).setTargetIsr(isrWithout(broker)).setElection(election()));
    }

    void unfence(Set<String> active) {
        decide(change(active).setElection(election()));
    }

    /** A broker registers that did not shut down in peace. */
    void shutDownUncleanly(String broker, Set<String> active) {
        decide(change(active).setTargetIsr(isrWithout(broker)).setUncleanShutdownReplicas(List.of(id(broker))).setElection(election()));
    }

    void alter(Set<String> isr, Set<String> active) {
        decide(change(active).setTargetIsr(isr.stream().map(KafkaPartition::id).toList()).setTargetLeaderRecoveryState(LeaderRecoveryState.RECOVERED));
    }

    void electPreferred(Set<String> active) {
        decide(change(active).setElection(Election.PREFERRED));
    }

    private Election election() {
        return rules.uncleanElection() ? Election.UNCLEAN : Election.ONLINE;
    }

    /** The last known leader is elected at all only where losses are allowed; see DIVERGENCES.md. */
    private PartitionChangeBuilder change(Set<String> active) {
        return new PartitionChangeBuilder(registration, Uuid.ONE_UUID, 0, replica -> active.contains(name(replica)), MetadataVersion.latestProduction(),
                rules.minIsr(), true).setUseLastKnownLeaderInBalancedRecovery(rules.uncleanElection()).setDefaultDirProvider(broker -> Uuid.ONE_UUID);
    }

    private void decide(PartitionChangeBuilder change) {
        change.build().ifPresent(record -> registration = registration.merge((PartitionChangeRecord) record.message()));
    }

    private List<Integer> isrWithout(String broker) {
        List<Integer> isr = new ArrayList<>(IntStream.of(registration.isr).boxed().toList());
        isr.remove((Integer) id(broker));
        return isr;
    }

    /** The same in our words; who led last is left out where nobody asks. */
    String describe() {
        return describe(registration.leader == -1 ? Optional.empty() : Optional.of(name(registration.leader)), registration.leaderEpoch, names(registration.isr),
                names(registration.elr), LeaderRecovery.valueOf(registration.leaderRecoveryState.name()),
                rules.uncleanElection() ? names(registration.lastKnownElr) : List.of());
    }

    String describe(PartitionVersion ours) {
        return describe(ours.leader(), ours.leaderEpoch(), List.copyOf(ours.isr()), List.copyOf(ours.elr()), ours.recovery(),
                rules.uncleanElection() ? ours.lastKnownLeader().stream().toList() : List.of());
    }

    private static String describe(Optional<String> leader, int leaderEpoch, List<String> isr, List<String> elr, LeaderRecovery recovery, List<String> last) {
        return "leader " + leader + " in epoch " + leaderEpoch + ", ISR " + isr + ", ELR " + elr + ", " + recovery + ", last known leader " + last;
    }

    private static List<String> names(int[] replicas) {
        return IntStream.of(replicas).sorted().mapToObj(KafkaPartition::name).toList();
    }

    static String name(int replica) {
        return "b" + replica;
    }

    private static int id(String broker) {
        return Integer.parseInt(broker.substring(1));
    }
}
