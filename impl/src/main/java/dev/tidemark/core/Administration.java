package dev.tidemark.core;

import static dev.tidemark.traces.ReplicationVocabulary.COMPLETE_REASSIGNMENT;
import static dev.tidemark.traces.ReplicationVocabulary.ELECT_PREFERRED_LEADER;
import static dev.tidemark.traces.ReplicationVocabulary.REASSIGN_REPLICAS;

import dev.tidemark.core.Outcome.Refusal;
import dev.tidemark.core.Outcome.Step;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** What the controller does with a partition because an administrator wants it. Refines {@code Administration} of {@code Replication.tla}. */
public final class Administration {
    private final TopicRules rules;

    public Administration(TopicRules rules) {
        this.rules = rules;
    }

    /** The replica that is to lead if all is well, does again: leadership does not stay where failures have left it. */
    public Outcome<ControllerState> electPreferredLeader(ControllerState state) {
        String newLeader = state.current().preferred();
        PartitionChange change = change(state, state.current().isr());
        if (state.current().leader().equals(Optional.of(newLeader))) {
            return new Refusal<>(ErrorCode.ELECTION_NOT_NEEDED, newLeader + " leads");
        }
        if (!change.isValid(newLeader, state.unfenced())) {
            return new Refusal<>(ErrorCode.PREFERRED_LEADER_NOT_AVAILABLE, newLeader + " is not in sync, or not there");
        }
        return new Step<>(ELECT_PREFERRED_LEADER.with(newLeader), Controller.decide(state, change.elect(Optional.of(newLeader))), List.of());
    }

    /**
     * The partition is to move. A reassignment that is under way is replaced; one back to where it came from cancels it.
     *
     * @param target where to, the preferred leader first
     */
    public Outcome<ControllerState> reassignReplicas(ControllerState state, List<String> target) {
        if (target.size() < rules.minIsr() || new HashSet<>(target).size() < target.size()) {
            return new Refusal<>(ErrorCode.INVALID_REPLICA_ASSIGNMENT, target + " has a replica twice, or fewer than min.insync.replicas " + rules.minIsr());
        }
        PartitionVersion next = PartitionChange.reassigned(state.current(), target);
        if (isSameButForOrder(next, state.current())) {
            return new Refusal<>(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, "the partition is there already");
        }
        if (state.current().leader().filter(next.isr()::contains).isEmpty()) {
            return new Refusal<>(ErrorCode.INVALID_REPLICA_ASSIGNMENT, "there is no leader, or it would be dropped: " + state.current());
        }
        return new Step<>(REASSIGN_REPLICAS.with(PartitionVersion.sorted(target), target.get(0)), Controller.decide(state, next), List.of());
    }

    /** The order of replicas means nothing here but for the first, who is preferred. */
    private static boolean isSameButForOrder(PartitionVersion next, PartitionVersion current) {
        return next.replicas().get(0).equals(current.replicas().get(0)) && new HashSet<>(next.replicas()).equals(new HashSet<>(current.replicas()))
                && next.withReplicas(current.replicas(), next.adding(), next.removing()).equals(current);
    }

    /** The whole target is in sync: those that are not in it go, and a leader among them hands over. */
    public Outcome<ControllerState> completeReassignment(ControllerState state) {
        PartitionVersion current = state.current();
        List<String> target = current.target();
        if (!current.isReassigning() || !current.isr().containsAll(target)) {
            return new Refusal<>(ErrorCode.NO_REASSIGNMENT_IN_PROGRESS, "the target " + target + ", the ISR " + current.isr());
        }
        SortedSet<String> active = PartitionVersion.among(state.unfenced(), target);
        Optional<String> newLeader = change(state, PartitionVersion.sorted(target)).electable(active);
        PartitionVersion next = current.withReplicas(target, PartitionVersion.sorted(List.of()), PartitionVersion.sorted(List.of())).ledBy(newLeader);
        return new Step<>(COMPLETE_REASSIGNMENT.with(newLeader.orElse(Controller.NONE)), Controller.decide(state, next), List.of());
    }

    private PartitionChange change(ControllerState state, SortedSet<String> newIsr) {
        return new PartitionChange(state.current(), newIsr, PartitionVersion.sorted(List.of()), rules);
    }
}
